package fetch

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"syscall/js"

	"promptscope/sim/backbone"
	"promptscope/sim/ckpt"
	"promptscope/sim/host"
	"promptscope/sim/nn"
)

// shelf is one backbone on its way or there.
type shelf struct {
	ck  *ckpt.Checkpoint
	err error
	got int64 // bytes
}

// Library returns a host.Library over the folder root (which ends in "/"). A failed download is reported once and tried
// again at the next reset, so that a lost connection does not need a reload.
func Library(root string) host.Library {
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
				ck, err := get(root+"backbones/"+name+"/", name, func(n, total int64) {
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

// get downloads the three files; arrived is told the bytes of each piece, and of all of them.
func get(folder, name string, arrived func(n, total int64)) (*ckpt.Checkpoint, error) {
	var data [3][]byte
	var errs [3]error
	total := int64(0)
	load := func(i int) {
		data[i], errs[i] = stream(folder+ckpt.Files()[i], "backbones/"+name+"/"+ckpt.Files()[i], func(n int64) { arrived(n, total) })
	}
	if load(0); errs[0] == nil {
		total = size(name, data[0])
		var wg sync.WaitGroup
		wg.Go(func() { load(1) })
		wg.Go(func() { load(2) })
		wg.Wait()
	}
	for _, err := range errs { // without a connection all fail alike
		if err != nil {
			return nil, err
		}
	}
	return ckpt.Decode(data[0], data[1], data[2])
}

// size is about how many bytes the weights are; 0 if that is not known. A response does not tell, since what it counts is
// compressed.
func size(name string, config []byte) int64 {
	b, err := backbone.Lookup(name)
	if err != nil {
		return 0
	}
	c, err := ckpt.DecodeConfig(config)
	if err != nil {
		return 0
	}
	return int64(nn.Count(c) * ckpt.Dtype(b.Dtype).Bytes())
}

// base is the last part of a URL.
func base(url string) string { return url[strings.LastIndexByte(url, '/')+1:] }

// File downloads a file whole. It must not be called from a js callback.
func File(url string) ([]byte, error) { return stream(url, "", func(int64) {}) }

// ErrChanged says that a file is not the one that the page was built with.
var ErrChanged = errors.New("it is not the file of this version: the page has been updated since it was opened, so reload it")

// integrity is what the browser holds a file to: the hash that the page's manifest gives it, or "".
func integrity(name string) string {
	files := js.Global().Get("promptscopeFiles") // web/worker.js, web/boot.js
	if name == "" || !files.Truthy() || !files.Get(name).Truthy() {
		return ""
	}
	sum, err := hex.DecodeString(files.Get(name).Get("sha256").String())
	if err != nil {
		return ""
	}
	return "sha256-" + base64.StdEncoding.EncodeToString(sum)
}

// stream downloads a file and says of each piece how long it is. name is that of the page's manifest, which the file is held to;
// "" = it is not. It must not be called from a js callback.
func stream(url, name string, arrived func(int64)) ([]byte, error) {
	sum := integrity(name)
	response, err := Await(js.Global().Call("fetch", url, map[string]any{"integrity": sum}))
	if err != nil && sum != "" { // the browser says the same of a file that is another and of one that does not come
		if r, e := Await(js.Global().Call("fetch", url)); e == nil && r.Get("ok").Bool() {
			err = ErrChanged
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", base(url), err)
	}
	if !response.Get("ok").Bool() {
		return nil, fmt.Errorf("%s: the server answers %d", base(url), response.Get("status").Int())
	}
	reader, data := response.Get("body").Call("getReader"), []byte(nil)
	for {
		piece, err := Await(reader.Call("read"))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", base(url), err)
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
