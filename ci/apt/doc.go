// Package apt gets packages of Debian for any of its architectures: those of
// the release that runs here, without rights, and nothing is installed. What
// tests need of them stays in the user's cache.
package apt
