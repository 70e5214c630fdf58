package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// samples are repeated measurements of one thing.
type samples []time.Duration

func (s samples) at(fraction float64) time.Duration {
	sorted := slices.Sorted(slices.Values(s))
	return sorted[int(fraction*float64(len(sorted)-1)+0.5)]
}

func (s samples) median() time.Duration { return s.at(0.5) }

// cell is the median and how it stands to the reference.
func (s samples) cell(reference samples) string {
	if len(s) == 0 {
		return "–"
	}
	text := inUnits(s.median())
	if len(reference) > 0 {
		text += fmt.Sprintf(" ×%.2f", float64(s.median())/float64(reference.median()))
	}
	return text
}

// inUnits has three digits.
func inUnits(d time.Duration) string {
	us := float64(d) / 1e3
	switch {
	case us < 1e3:
		return fmt.Sprintf("%.*f µs", digits(us), us)
	case us < 1e6:
		return fmt.Sprintf("%.*f ms", digits(us/1e3), us/1e3)
	}
	return fmt.Sprintf("%.2f s", us/1e6)
}

func digits(v float64) int {
	switch {
	case v < 10:
		return 2
	case v < 100:
		return 1
	}
	return 0
}

// title begins a table.
func (b *bench) title(cells ...string) {
	fmt.Fprintln(b.out)
	b.row(cells...)
}

// row adds a line to the table. The first cell is its name.
func (b *bench) row(cells ...string) {
	fmt.Fprintln(b.out, strings.Join(cells, "\t")+"\t")
}
