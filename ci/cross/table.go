package cross

import (
	"fmt"
	"io"
	"text/tabwriter"
)

// printTable prints a line for each target, and what they took together.
func printTable(to io.Writer, results []result) {
	w := tabwriter.NewWriter(to, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "TARGET\tTIER\tLINK\tNITRO\tNITROCTL\tTIME\tRESULT")
	for _, r := range results {
		link, outcome := "libc", "ok"
		if r.target.Static {
			link = "static"
		}
		if r.err != nil {
			outcome = "FAILED"
		}
		sizes := []string{"–", "–"}
		for i, p := range r.programs {
			sizes[i] = fmt.Sprintf("%d kB", p.size/1000)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%.1f s\t%s\n", r.target, r.target.Tier, link, sizes[0], sizes[1], r.took.Seconds(), outcome)
	}
	w.Flush()
}
