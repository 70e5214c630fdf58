package boot

// Arch is a kind of machine that is booted: Debian's smallest kernel for it,
// QEMU's imitation of it, and the memory that nitro must do with there.
type Arch struct {
	Name   string // as Debian calls it
	GOARCH string
	Serial string // the serial line's device in /dev

	kernel  string   // the package that depends on the newest kernel (amd64: the others need 96 MiB)
	qemu    []string // program and machine
	memory  int      // MiB
	drive   string   // QEMU's virtio disk
	slot    string   // the buses of disks, where QEMU would take them in another order than the kernel
	bus     string   // the module of its bus
	mute    string   // kernel words for messages on the serial line without a console
	devices string   // the serial line's numbers, for mknod
}

// The machines.
var (
	ARM64 = Arch{
		Name: "arm64", GOARCH: "arm64", Serial: "ttyAMA0", devices: "204 64",
		kernel: "linux-image-cloud-arm64",
		qemu:   []string{"qemu-system-aarch64", "-machine", "virt", "-cpu", "cortex-a53"},
		memory: 64, drive: "virtio-blk-device", slot: "virtio-mmio-bus.", bus: "virtio_mmio",
		mute: "console=ttyX9 earlycon keep_bootcon",
	}
	ARMHF = Arch{
		Name: "armhf", GOARCH: "arm", Serial: "ttyAMA0", devices: "204 64",
		kernel: "linux-image-armmp",
		qemu:   []string{"qemu-system-arm", "-machine", "virt", "-cpu", "cortex-a15"},
		memory: 64, drive: "virtio-blk-device", slot: "virtio-mmio-bus.", bus: "virtio_mmio",
		mute: "console=ttyX9 earlycon keep_bootcon",
	}
	AMD64 = Arch{
		Name: "amd64", GOARCH: "amd64", Serial: "ttyS0", devices: "4 64",
		kernel: "linux-image-cloud-amd64",
		qemu:   []string{"qemu-system-x86_64", "-machine", "q35"},
		memory: 80, drive: "virtio-blk-pci", bus: "virtio_pci",
		mute: "console=ttyX9 earlyprintk=serial,ttyS0,115200,keep",
	}
)

// Arches are all machines.
var Arches = []Arch{ARM64, ARMHF, AMD64}

// MakeSerial is a shell command that makes the serial line's device at a path,
// for guests without a usable /dev.
func (a Arch) MakeSerial(path string) string { return "mknod " + path + " c " + a.devices }

// DriveModules are the modules that make a drive with an ext4 file system
// usable as /dev/vda.
func (a Arch) DriveModules() []string { return []string{a.bus, "virtio_blk", "ext4"} }

// Filter is go test's -run for the tests of one Arch, for tests by name, or
// both: every test that boots more than one Arch has a subtest for each.
func Filter(arch, run *string) string {
	switch {
	case arch == nil && run == nil:
		return ""
	case arch == nil:
		return *run
	case run == nil:
		return "./^" + *arch + "$"
	}
	return *run + "/^" + *arch + "$"
}
