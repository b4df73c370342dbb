// Writes generated substitution vectors with what the controller's own package makes of them.
//
//	cd tools/envsubst && go run . -count 1000 -seed 1 FOLDER
//	fleetlint-conformance substitution FOLDER
//
// FOLDER gets a cases.yaml in the form of the conformance vectors. Expressions are drawn from the whole grammar,
// nested arguments and malformed ones included. The package is fluxcd/pkg/envsubst, of the version in go.mod; it is
// fetched through the Go module proxy, so this needs the network the first time.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"

	"github.com/fluxcd/pkg/envsubst"
)

type vector struct {
	Name     string            `json:"name"`
	Template string            `json:"template"`
	Vars     map[string]string `json:"vars"`
	Strict   bool              `json:"strict"`
	Expect   *string           `json:"expect,omitempty"`
	Error    string            `json:"error,omitempty"`
	Source   string            `json:"source"`
}

var names = []string{"a", "b", "long_name", "empty", "missing", "other", "N1"}

var values = []string{"", "v", "hello world", "Hello", "a/b/c.tar.gz", "x-y-z", "ünïcödé", "123", "a$b", "--", "*?[]", "aaa"}

var words = []string{"", "d", "default", "a b", "1", "2", "-1", "a*", "*", "?", "[a-c]", "x", "/", `\/`, "l", "o w", ".gz", "*.gz",
	"$$", "$x", "}", "{", ":", "é", "\"q\"", "'", "hello", "H"}

type drawing struct{ *rand.Rand }

func (r drawing) one(from []string) string { return from[r.Intn(len(from))] }

// An argument: a word, an expression, or some of both.
func (r drawing) argument(depth int) string {
	switch r.Intn(6) {
	case 0:
		if depth > 0 {
			return r.expression(depth - 1)
		}
	case 1:
		if depth > 0 {
			return r.one(words) + r.expression(depth-1) + r.one(words)
		}
	}
	return r.one(words)
}

func (r drawing) expression(depth int) string {
	name := r.one(names)
	switch r.Intn(18) {
	case 0, 1, 2:
		return "${" + name + "}"
	case 3, 4:
		return "${" + name + r.one([]string{":-", ":=", "=", ":+", ":?"}) + r.argument(depth) + "}"
	case 5:
		return "${" + name + ":" + r.argument(depth) + "}"
	case 6:
		return "${" + name + ":" + r.argument(depth) + ":" + r.argument(depth) + "}"
	case 7:
		return "${#" + name + "}"
	case 8:
		return "${" + name + r.one([]string{"^", "^^", ",", ",,", "^,", "^^^"}) + "}"
	case 9, 10:
		return "${" + name + r.one([]string{"/", "//", "/#", "/%"}) + r.argument(depth) + "/" + r.argument(depth) + "}"
	case 11, 12:
		return "${" + name + r.one([]string{"#", "##", "%", "%%"}) + r.argument(depth) + "}"
	case 13:
		return "$$" + "{" + name + "}"
	case 14:
		return r.one([]string{"${", "${}", "${a", "${a-b}", "${a.b}", "${!a}", "${{ a }}", "${a@Q}", "$", "$$", "$$$", "${a?b}", "${1}", "${ a}"})
	default:
		return "${" + name + "}"
	}
}

func (r drawing) template() string {
	var text strings.Builder
	for i := 0; i <= r.Intn(3); i++ {
		text.WriteString(r.one([]string{"", "x", " and ", "\\", "a: ", "}"}))
		text.WriteString(r.expression(2))
	}
	text.WriteString(r.one([]string{"", "", "!", "/end"}))
	return text.String()
}

// kind is the vectors' word for an error of the package.
func kind(err error) string {
	for text, word := range map[string]string{
		"missing closing brace":                        "missing-closing-brace",
		"bad substitution":                             "bad-substitution",
		"unable to parse variable name":                "bad-variable-name",
		"unable to parse substitution within function": "bad-function-argument",
		"variable not set (strict mode)":               "variable-not-set",
	} {
		if strings.Contains(err.Error(), text) {
			return word
		}
	}
	return err.Error()
}

func evaluate(v *vector) {
	defer func() {
		if recover() != nil {
			v.Expect, v.Error = nil, "panic"
		}
	}()
	text, err := envsubst.Eval(v.Template, func(name string) (string, bool) {
		value, ok := v.Vars[name]
		return value, ok || !v.Strict
	})
	if err != nil {
		v.Error = kind(err)
		return
	}
	v.Expect = &text
}

func main() {
	count := flag.Int("count", 1000, "how many")
	seed := flag.Int64("seed", 1, "another seed, other expressions")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: envsubst [-count N] [-seed N] FOLDER")
		os.Exit(2)
	}
	r := drawing{rand.New(rand.NewSource(*seed))}
	out := "cases:\n"
	for i := 0; i < *count; i++ {
		v := vector{Name: fmt.Sprintf("generated %d", i), Vars: map[string]string{}, Strict: r.Intn(3) == 0, Source: "generated"}
		for _, name := range names {
			if name == "empty" {
				v.Vars[name] = ""
			} else if name != "missing" && r.Intn(5) > 0 {
				v.Vars[name] = r.one(values)
			}
		}
		v.Template = r.template()
		evaluate(&v)
		line, err := json.Marshal(v)
		if err != nil {
			panic(err)
		}
		out += "- " + string(line) + "\n"
	}
	if err := os.MkdirAll(flag.Arg(0), 0o755); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := os.WriteFile(filepath.Join(flag.Arg(0), "cases.yaml"), []byte(out), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("%d vectors in %s\n", *count, filepath.Join(flag.Arg(0), "cases.yaml"))
}
