package fetch

import (
	"errors"
	"fmt"
	"sync"
	"syscall/js"

	"promptscope/sim/ckpt"
	"promptscope/sim/host"
)

// shelf is one backbone on its way or there.
type shelf struct {
	ck  *ckpt.Checkpoint
	err error
}

// Library returns a host.Library over the folder base (which ends in "/"). A failed download is reported once and tried
// again at the next reset, so that a lost connection does not need a reload.
func Library(base string) host.Library {
	var mu sync.Mutex
	shelves := map[string]*shelf{}
	return func(name string) (*ckpt.Checkpoint, error) {
		mu.Lock()
		defer mu.Unlock()
		s := shelves[name]
		switch {
		case s == nil:
			s = &shelf{err: host.ErrLoading}
			shelves[name] = s
			go func() {
				ck, err := get(base + "backbones/" + name + "/")
				mu.Lock()
				s.ck, s.err = ck, err
				mu.Unlock()
			}()
		case s.err != nil && !errors.Is(s.err, host.ErrLoading):
			delete(shelves, name)
			return nil, fmt.Errorf("backbone %s: %w", name, s.err)
		}
		return s.ck, s.err
	}
}

// get downloads the three files side by side.
func get(folder string) (*ckpt.Checkpoint, error) {
	var data [3][]byte
	var errs [3]error
	var wg sync.WaitGroup
	for i, name := range ckpt.Files() {
		wg.Go(func() { data[i], errs[i] = Bytes(folder + name) })
	}
	wg.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		return nil, err
	}
	return ckpt.Decode(data[0], data[1], data[2])
}

// Bytes downloads one file. It must not be called from a js callback.
func Bytes(url string) ([]byte, error) {
	response, err := Await(js.Global().Call("fetch", url))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", url, err)
	}
	if !response.Get("ok").Bool() {
		return nil, fmt.Errorf("%s: the server answers %d", url, response.Get("status").Int())
	}
	buffer, err := Await(response.Call("arrayBuffer"))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", url, err)
	}
	view := js.Global().Get("Uint8Array").New(buffer)
	data := make([]byte, view.Length())
	js.CopyBytesToGo(data, view)
	return data, nil
}

// Await waits for a promise.
func Await(promise js.Value) (js.Value, error) {
	type result struct {
		value js.Value
		err   error
	}
	done := make(chan result, 1)
	then := js.FuncOf(func(_ js.Value, args []js.Value) any { done <- result{value: args[0]}; return nil })
	defer then.Release()
	fail := js.FuncOf(func(_ js.Value, args []js.Value) any {
		done <- result{err: errors.New(args[0].Call("toString").String())}
		return nil
	})
	defer fail.Release()
	promise.Call("then", then, fail)
	r := <-done
	return r.value, r.err
}
