// Web serves a directory on a loopback port. It is the service web of the
// worked example.
package main

import (
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "`address` to listen on")
	root := flag.String("root", ".", "`directory` to serve")
	ready := flag.Int("ready", -1, "`descriptor` that is told when the port is open")
	flag.Parse()

	l, err := net.Listen("tcp", *listen)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("web: listening on http://%s/\n", l.Addr())
	if *ready >= 0 {
		tell(*ready)
	}
	log.Fatal(http.Serve(l, logged(http.FileServer(http.Dir(*root)))))
}

// tell says that the service is ready: a newline on the descriptor that the
// file notification-fd names, which is not needed after that.
func tell(fd int) {
	f := os.NewFile(uintptr(fd), "notification-fd")
	if _, err := f.WriteString("\n"); err != nil {
		log.Fatal(err)
	}
	f.Close()
}

func logged(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Printf("web: %s %s\n", r.Method, r.URL)
		h.ServeHTTP(w, r)
	})
}
