package cross

import (
	"debug/elf"
	"debug/gosym"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"nitro/ci/matrix"
)

// processor is how ELF describes one.
type processor struct {
	machine elf.Machine
	class   elf.Class
	order   binary.ByteOrder
}

var processors = map[string]processor{
	"386":      {elf.EM_386, elf.ELFCLASS32, binary.LittleEndian},
	"amd64":    {elf.EM_X86_64, elf.ELFCLASS64, binary.LittleEndian},
	"arm":      {elf.EM_ARM, elf.ELFCLASS32, binary.LittleEndian},
	"arm64":    {elf.EM_AARCH64, elf.ELFCLASS64, binary.LittleEndian},
	"loong64":  {elf.EM_LOONGARCH, elf.ELFCLASS64, binary.LittleEndian},
	"mips":     {elf.EM_MIPS, elf.ELFCLASS32, binary.BigEndian},
	"mipsle":   {elf.EM_MIPS, elf.ELFCLASS32, binary.LittleEndian},
	"mips64":   {elf.EM_MIPS, elf.ELFCLASS64, binary.BigEndian},
	"mips64le": {elf.EM_MIPS, elf.ELFCLASS64, binary.LittleEndian},
	"ppc64":    {elf.EM_PPC64, elf.ELFCLASS64, binary.BigEndian},
	"ppc64le":  {elf.EM_PPC64, elf.ELFCLASS64, binary.LittleEndian},
	"riscv64":  {elf.EM_RISCV, elf.ELFCLASS64, binary.LittleEndian},
	"s390x":    {elf.EM_S390, elf.ELFCLASS64, binary.BigEndian},
}

func checkELF(file string, t matrix.Target) error {
	f, err := elf.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	return errors.Join(checkProcessor(f, t), checkLinks(f, t), checkEntry(f, t), checkStripped(f))
}

func checkProcessor(f *elf.File, t matrix.Target) error {
	want, ok := processors[t.GOARCH]
	if !ok {
		return fmt.Errorf("it is not known how ELF describes %s", t.GOARCH)
	}
	if got := (processor{f.Machine, f.Class, f.ByteOrder}); got != want {
		return fmt.Errorf("made for %v, want %v", got, want)
	}
	return nil
}

// checkLinks holds what the list says of the C library against the file, both
// ways.
func checkLinks(f *elf.File, t matrix.Target) error {
	needed, err := f.DynString(elf.DT_NEEDED)
	if err != nil && !errors.Is(err, elf.ErrNoSymbols) {
		return err
	}
	interpreted := slices.ContainsFunc(f.Progs, func(p *elf.Prog) bool { return p.Type == elf.PT_INTERP })
	switch {
	case t.Static && interpreted:
		return errors.New("static by the list, and has a PT_INTERP")
	case t.Static && len(needed) > 0:
		return fmt.Errorf("static by the list, and needs %q", needed)
	case !t.Static && !interpreted:
		return errors.New("loaded by the system's linker by the list, and has no PT_INTERP")
	case !t.Static && len(needed) == 0 && t.GOOS != "android": // there only the linker itself is needed
		return errors.New("loads the C library by the list, and needs nothing")
	}
	return nil
}

// entry is where a program for Linux begins: osdep/entry_linux.go. The name of
// what is behind a descriptor has something appended.
const entry = "nitro_entry"

// checkEntry finds the function at the file's entry point in the table that
// the runtime has for its own use: there are no symbols.
func checkEntry(f *elf.File, t matrix.Target) error {
	if t.GOOS != "linux" {
		return nil
	}
	text, lines := f.Section(".text"), f.Section(".gopclntab")
	if text == nil || lines == nil {
		return errors.New("no section .text or .gopclntab")
	}
	b, err := lines.Data()
	if err != nil {
		return err
	}
	table, err := gosym.NewTable(nil, gosym.NewLineTable(b, text.Addr))
	if err != nil {
		return err
	}
	address, err := entryAddress(f)
	if err != nil {
		return err
	}
	at := table.PCToFunc(address)
	if at == nil || at.Entry != address || !strings.HasPrefix(at.Name, entry) {
		return fmt.Errorf("does not begin at %s", entry)
	}
	return nil
}

// entryAddress is that of the first instruction. On big-endian ppc64 the file
// names a function descriptor, whose first word it is.
func entryAddress(f *elf.File) (uint64, error) {
	if f.Machine != elf.EM_PPC64 || f.ByteOrder != binary.BigEndian {
		return f.Entry, nil
	}
	for _, p := range f.Progs {
		if p.Type == elf.PT_LOAD && p.Vaddr <= f.Entry && f.Entry+8 <= p.Vaddr+p.Filesz {
			var word [8]byte
			_, err := p.ReadAt(word[:], int64(f.Entry-p.Vaddr))
			return f.ByteOrder.Uint64(word[:]), err
		}
	}
	return 0, errors.New("its entry point is in no segment")
}

// checkStripped wants no symbols: they are half of the size.
func checkStripped(f *elf.File) error {
	if f.Section(".symtab") != nil || f.Section(".debug_info") != nil {
		return errors.New("it has symbols")
	}
	return nil
}
