// Package clients holds nitro to the promise that nothing a client sends, or
// fails to read, may stop, slow or crash it: not a client, not a terminal, not
// whoever reads its output. While one misbehaves, the others get their
// answers; how much later than usual is reported, for a busy machine cannot be
// told from a slow supervisor.
//
//	go test -v ./ci/clients
//	CLIENTS_SEED=7 go test ./ci/clients    the same random datagrams again
package clients
