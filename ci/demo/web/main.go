// Web answers every HTTP request on a loopback port with one page. It is the
// service web of the worked example, and stands for a real server; net/http is
// left out because the demonstration would take far longer to build with it.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"log"
	"net"
	"os"
	"strings"
	"time"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "`address` to listen on")
	page := flag.String("page", "index.html", "`file` to serve, read at each request")
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
	for {
		c, err := l.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go answer(c, *page)
	}
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

// answer reads a request up to the empty line that ends it, and sends the page.
func answer(c net.Conn, page string) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	request, err := readRequest(c)
	if err != nil {
		return
	}
	fmt.Printf("web: %s\n", request)
	status, body := "200 OK", []byte(nil)
	if body, err = os.ReadFile(page); err != nil {
		status, body = "404 Not Found", []byte(err.Error()+"\n")
	}
	fmt.Fprintf(c, "HTTP/1.0 %s\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s", status, len(body), body)
}

// readRequest gives the method and the path.
func readRequest(c net.Conn) (string, error) {
	r := bufio.NewReader(c)
	first, err := r.ReadString('\n')
	if err != nil {
		return "", err
	}
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return "", err
		}
		if strings.TrimRight(line, "\r\n") == "" {
			words := strings.Fields(first)
			return strings.Join(words[:min(2, len(words))], " "), nil
		}
	}
}
