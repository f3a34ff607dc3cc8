package fetch

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"syscall/js"

	"promptscope/sim/backbone"
	"promptscope/sim/ckpt"
	"promptscope/sim/host"
	"promptscope/sim/nn"
	"promptscope/sim/world"
)

// shelf is one backbone on its way or there.
type shelf struct {
	ck  *ckpt.Checkpoint
	err error
	got int64 // bytes
}

// size is how many bytes a backbone's weights are, to within the file's header; 0 if it is not in the list. A response does
// not tell, since what it counts is compressed.
func size(name string) int64 {
	b, err := backbone.Lookup(name)
	if err != nil {
		return 0
	}
	return int64(nn.Count(b.Config(world.BuildVocab())) * ckpt.Dtype(b.Dtype).Bytes())
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
			total := size(name)
			go func() {
				ck, err := get(base+"backbones/"+name+"/", func(n int64) {
					mu.Lock()
					s.got += n
					s.err = host.Loading{Got: s.got, Total: total}
					mu.Unlock()
				})
				mu.Lock()
				s.ck, s.err = ck, err
				mu.Unlock()
			}()
		case s.err != nil && !errors.Is(s.err, host.ErrLoading):
			delete(shelves, name)
			return nil, fmt.Errorf("backbone %s did not arrive: %w", name, s.err)
		}
		return s.ck, s.err
	}
}

// get downloads the three files side by side; arrived is told the bytes.
func get(folder string, arrived func(int64)) (*ckpt.Checkpoint, error) {
	var data [3][]byte
	var errs [3]error
	var wg sync.WaitGroup
	for i, name := range ckpt.Files() {
		wg.Go(func() { data[i], errs[i] = stream(folder+name, arrived) })
	}
	wg.Wait()
	for _, err := range errs { // without a connection all three fail alike
		if err != nil {
			return nil, err
		}
	}
	return ckpt.Decode(data[0], data[1], data[2])
}

// Bytes downloads one file. It must not be called from a js callback.
func Bytes(url string) ([]byte, error) { return stream(url, func(int64) {}) }

// stream downloads a file and says of each piece how long it is.
func stream(url string, arrived func(int64)) ([]byte, error) {
	response, err := Await(js.Global().Call("fetch", url))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", url, err)
	}
	if !response.Get("ok").Bool() {
		return nil, fmt.Errorf("%s: the server answers %d", url, response.Get("status").Int())
	}
	reader, data := response.Get("body").Call("getReader"), []byte(nil)
	for {
		piece, err := Await(reader.Call("read"))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", url, err)
		}
		if piece.Get("done").Bool() {
			return data, nil
		}
		view, at := piece.Get("value"), len(data)
		data = slices.Grow(data, view.Length())[:at+view.Length()]
		js.CopyBytesToGo(data[at:], view)
		arrived(int64(view.Length()))
	}
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
