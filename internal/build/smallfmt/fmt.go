// Package fmt stands in for the standard library's in the worker's program (internal/build/site, overlay), where it formats
// errors and a few labels: the standard one brings reflection with it, a tenth of the program. It knows the functions and
// verbs that the worker's packages use, for the types they print; its test compares every one of them with the original.
package fmt

import (
	"errors"
	"io"
	"strconv"
	"strings"
)

// Stringer is fmt.Stringer.
type Stringer interface{ String() string }

// Errorf is fmt.Errorf with at most one %w.
func Errorf(format string, args ...any) error {
	text := Sprintf(format, args...)
	for _, a := range args {
		if err, ok := a.(error); ok && strings.Contains(format, "%w") {
			return &wrapError{text, err}
		}
	}
	return errors.New(text)
}

type wrapError struct {
	text string
	err  error
}

func (e *wrapError) Error() string { return e.text }
func (e *wrapError) Unwrap() error { return e.err }

// Sprintf is fmt.Sprintf.
func Sprintf(format string, args ...any) string { return string(Appendf(nil, format, args...)) }

// Fprintf is fmt.Fprintf.
func Fprintf(w io.Writer, format string, args ...any) (int, error) {
	return w.Write(Appendf(nil, format, args...))
}

// Sprint is fmt.Sprint of one operand.
func Sprint(arg any) string { return string(verb{letter: 'v', precision: -1}.format(nil, arg)) }

// Appendf is fmt.Appendf.
func Appendf(b []byte, format string, args ...any) []byte {
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			b = append(b, format[i])
			continue
		}
		var v verb
		v, i = parse(format, i+1)
		switch {
		case v.letter == '%':
			b = append(b, '%')
		case len(args) == 0:
			b = append(b, "%!"+string(v.letter)+"(MISSING)"...)
		default:
			b = v.format(b, args[0])
			args = args[1:]
		}
	}
	return b
}

// verb is one directive, as %.4g or %016x.
type verb struct {
	letter    byte
	width     int // with zeros in front
	precision int // −1: as many as are needed
}

// parse reads the directive at i and returns the place of its letter.
func parse(format string, i int) (verb, int) {
	v := verb{precision: -1}
	number := func() (n int) {
		for ; i < len(format) && '0' <= format[i] && format[i] <= '9'; i++ {
			n = 10*n + int(format[i]-'0')
		}
		return n
	}
	if i < len(format) && format[i] == '0' {
		v.width = number()
	}
	if i < len(format) && format[i] == '.' {
		i++
		v.precision = number()
	}
	if i == len(format) {
		return verb{letter: '%'}, i
	}
	v.letter = format[i]
	return v, i
}

func (v verb) format(b []byte, arg any) []byte {
	switch x := arg.(type) {
	case error:
		return v.text(b, x.Error())
	case Stringer:
		return v.text(b, x.String())
	case string:
		return v.text(b, x)
	case []string:
		return list(b, x, v.text)
	case []int:
		return list(b, x, func(b []byte, n int) []byte { return v.number(b, int64(n)) })
	case int:
		return v.number(b, int64(x))
	case int32:
		return v.number(b, int64(x))
	case int64:
		return v.number(b, x)
	case uint8:
		return v.number(b, int64(x))
	case uint32:
		return v.number(b, int64(x))
	case uint64:
		return v.padded(b, strconv.FormatUint(x, v.base()))
	case float32:
		return v.float(b, float64(x), 32)
	case float64:
		return v.float(b, x, 64)
	case bool:
		return strconv.AppendBool(b, x)
	case nil:
		return append(b, "<nil>"...)
	}
	return append(b, "%!"+string(v.letter)+"(?)"...)
}

func list[T any](b []byte, items []T, add func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, x := range items {
		if i > 0 {
			b = append(b, ' ')
		}
		b = add(b, x)
	}
	return append(b, ']')
}

func (v verb) text(b []byte, s string) []byte {
	if v.letter == 'q' {
		return strconv.AppendQuote(b, s)
	}
	return append(b, s...)
}

func (v verb) base() int {
	if v.letter == 'x' {
		return 16
	}
	return 10
}

func (v verb) number(b []byte, n int64) []byte {
	if v.letter == 'c' {
		return append(b, string(rune(n))...)
	}
	return v.padded(b, strconv.FormatInt(n, v.base()))
}

func (v verb) padded(b []byte, digits string) []byte {
	for range v.width - len(digits) {
		b = append(b, '0')
	}
	return append(b, digits...)
}

func (v verb) float(b []byte, x float64, bits int) []byte {
	letter := v.letter
	if letter == 'v' {
		letter = 'g'
	}
	return strconv.AppendFloat(b, x, letter, v.precision, bits)
}
