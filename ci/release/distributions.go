package main

// architectures says for each format of packages which targets the
// distributions have, by which names: the target by its name in ci/matrix, then
// one or more architectures that its programs run on. What is not here (as
// amd64-v3, or big-endian MIPS outside of OpenWrt) has no distribution, and the
// archive only.
//
//   - deb: Debian, with its ports, and what descends from it. Its i386 promises
//     no SSE2, its armhf is ARMv7, its armel ARMv5 without floating point.
//   - rpm: Fedora and openSUSE, whose i686 has SSE2.
//   - apk: Alpine, whose armhf is ARMv6, and whose x86 old processors run.
//   - ipk: OpenWrt, whose architectures are families of processors, and for
//     most of whose MIPS the kernel would have to emulate floating point. The
//     name for RISC-V changed after 23.05.
var architectures = map[string]map[string][]string{
	"deb": {
		"linux-386-softfloat": {"i386"},
		"linux-amd64":         {"amd64"},
		"linux-arm64":         {"arm64"},
		"linux-armv5":         {"armel"},
		"linux-armv7":         {"armhf"},
		"linux-loong64":       {"loong64"},
		"linux-mips64le":      {"mips64el"},
		"linux-mipsle":        {"mipsel"},
		"linux-ppc64":         {"ppc64"},
		"linux-ppc64le":       {"ppc64el"},
		"linux-riscv64":       {"riscv64"},
		"linux-s390x":         {"s390x"},
	},
	"rpm": {
		"linux-386":     {"i686"},
		"linux-amd64":   {"x86_64"},
		"linux-arm64":   {"aarch64"},
		"linux-armv6":   {"armv6hl"},
		"linux-armv7":   {"armv7hl"},
		"linux-loong64": {"loongarch64"},
		"linux-ppc64le": {"ppc64le"},
		"linux-riscv64": {"riscv64"},
		"linux-s390x":   {"s390x"},
	},
	"apk": {
		"linux-386-softfloat": {"x86"},
		"linux-amd64":         {"x86_64"},
		"linux-arm64":         {"aarch64"},
		"linux-armv6":         {"armhf"},
		"linux-armv7":         {"armv7"},
		"linux-loong64":       {"loongarch64"},
		"linux-ppc64le":       {"ppc64le"},
		"linux-riscv64":       {"riscv64"},
		"linux-s390x":         {"s390x"},
	},
	"ipk": {
		"linux-386":              {"i386_pentium4"},
		"linux-386-softfloat":    {"i386_pentium-mmx"},
		"linux-amd64":            {"x86_64"},
		"linux-arm64":            {"aarch64_cortex-a53", "aarch64_cortex-a72", "aarch64_generic"},
		"linux-armv5":            {"arm_arm926ej-s", "arm_cortex-a7", "arm_cortex-a9"},
		"linux-armv6":            {"arm_arm1176jzf-s_vfp"},
		"linux-armv7":            {"arm_cortex-a15_neon-vfpv4", "arm_cortex-a7_neon-vfpv4", "arm_cortex-a9_vfpv3-d16"},
		"linux-loong64":          {"loongarch64_generic"},
		"linux-mips-softfloat":   {"mips_24kc"},
		"linux-mips64-softfloat": {"mips64_octeonplus"},
		"linux-mipsle":           {"mipsel_24kc_24kf"},
		"linux-mipsle-softfloat": {"mipsel_24kc", "mipsel_74kc"},
		"linux-riscv64":          {"riscv64_generic", "riscv64_riscv64"},
	},
}

// independent is the name for packages without programs.
var independent = map[string]string{"deb": "all", "rpm": "noarch", "apk": "noarch", "ipk": "all"}

// platforms are those of the image, as OCI names them.
var platforms = map[string]string{
	"linux-amd64":   "linux/amd64",
	"linux-arm64":   "linux/arm64",
	"linux-armv7":   "linux/arm/v7",
	"linux-riscv64": "linux/riscv64",
}
