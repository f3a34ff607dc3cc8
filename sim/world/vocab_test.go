package world

import (
	"bytes"
	"hash/fnv"
	"slices"
	"strings"
	"testing"
)

// vocabHash is the FNV-1a hash of the vocabulary file.
const vocabHash = 0xba59b15e53bcde20

// Ids are stored with every backbone, so number and order of words must not drift unnoticed. The set of
// 806 words was compared with that of the Python reference (811 with the specials).
func TestVocabGolden(t *testing.T) {
	v := BuildVocab()
	if v.Len() != 811 {
		t.Errorf("%d words, want 811", v.Len())
	}
	h := fnv.New64a()
	h.Write(v.Bytes())
	if got := h.Sum64(); got != vocabHash {
		t.Errorf("hash %#x, want %#x: the words or their order changed", got, uint64(vocabHash))
	}
	if v.Pad != 0 || v.Unk != 1 || v.CLS != 2 || v.SEP != 3 || v.Mask != 4 {
		t.Errorf("specials are %d %d %d %d %d", v.Pad, v.Unk, v.CLS, v.SEP, v.Mask)
	}
	for id := 6; id < v.Len(); id++ {
		if v.Word(id-1) >= v.Word(id) {
			t.Errorf("%q does not sort before %q", v.Word(id-1), v.Word(id))
		}
	}
}

func TestVocabLookups(t *testing.T) {
	v := BuildVocab()
	for id := range v.Len() {
		if got, ok := v.Lookup(v.Word(id)); !ok || got != id {
			t.Fatalf("%q has id %d, found %d, %t", v.Word(id), id, got, ok)
		}
	}
	if _, ok := v.Lookup("xylophone"); ok || v.ID("xylophone") != v.Unk {
		t.Error("an unknown word is not [UNK]")
	}
	if v.Word(-1) != UnkWord || v.Word(v.Len()) != UnkWord {
		t.Error("an id outside is not [UNK]")
	}
	ids := v.Encode([]string{"france", MaskWord, "nonsense"})
	if len(ids) != 3 || v.Word(int(ids[0])) != "france" || int(ids[1]) != v.Mask || int(ids[2]) != v.Unk {
		t.Errorf("encoded as %v", ids)
	}
}

func TestReadVocab(t *testing.T) {
	v := BuildVocab()
	back, err := ReadVocab(v.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(back.Bytes(), v.Bytes()) || back.Mask != v.Mask {
		t.Error("round trip changed the vocabulary")
	}
	moved, err := ReadVocab([]byte("the\n[MASK]\n[SEP]\n[CLS]\n[UNK]\n[PAD]"))
	if err != nil || moved.Pad != 5 || moved.Mask != 1 || moved.Unk != 4 {
		t.Errorf("specials in another order: %+v, %v", moved, err)
	}
	all := strings.Join(specials(), "\n") + "\n"
	if windows, err := ReadVocab([]byte(strings.ReplaceAll(all, "\n", "\r\n") + "a\r\n")); err != nil || windows.Len() != 6 || windows.Word(5) != "a" {
		t.Errorf("lines that end in \\r\\n: %+v, %v", windows, err)
	}
	for name, c := range map[string]struct{ data, want string }{
		"nothing":      {"", "line 1 is empty"},
		"empty line":   {all + "a\n\nb\n", "line 7 is empty"},
		"blank end":    {all + "a\n\n", "line 7 is empty"},
		"repeated":     {all + "a\nb\na\n", `line 8 repeats "a" of line 6`},
		"half windows": {"a\r" + all, "line 1"},
		"two words":    {all + "a b\n", `line 6, "a b", holds white space`},
		"no [MASK]":    {"[PAD]\n[UNK]\n[CLS]\n[SEP]\na\n", "lacks [MASK]"},
		"only a word":  {"a", "lacks [PAD]"},
		"special tail": {all + "[PAD]\n", `line 6 repeats "[PAD]" of line 1`},
	} {
		if _, err := ReadVocab([]byte(c.data)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
	}
}

// FuzzReadVocab edits lines of a good vocabulary, so that it gets past the special words, or reads free bytes.
func FuzzReadVocab(f *testing.F) {
	good := strings.Split(strings.TrimSuffix(string(BuildVocab().Bytes()), "\n"), "\n")[:64]
	f.Add([]byte(nil), []byte("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na"))
	f.Add([]byte(nil), []byte("\n\r\n\x00"))
	for op := range byte(8) {
		f.Add([]byte{op, 3, op + 1, 9}, []byte("x"))
	}
	f.Fuzz(func(t *testing.T, edits, data []byte) {
		if len(edits) > 0 {
			data = edited(slices.Clone(good), edits, string(data))
		}
		v, err := ReadVocab(data)
		if err != nil {
			return
		}
		if got := string(v.Bytes()); got != strings.TrimSuffix(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")+"\n" {
			t.Errorf("read %q, wrote %q", data, got)
		}
		for id := range v.Len() {
			if got, ok := v.Lookup(v.Word(id)); !ok || got != id {
				t.Errorf("word %d, %q, has id %d", id, v.Word(id), got)
			}
		}
	})
}

// edited applies edits, two bytes each: what to do, and at which line.
func edited(lines []string, edits []byte, word string) []byte {
	end := "\n"
	for i := 0; i+1 < len(edits) && len(lines) > 1; i += 2 {
		at := int(edits[i+1]) % len(lines)
		switch edits[i] % 8 {
		case 0:
			lines = slices.Delete(lines, at, at+1)
		case 1:
			lines = slices.Insert(lines, at, lines[len(lines)-1-at])
		case 2:
			lines[at] = word
		case 3:
			lines[at] += "\r"
		case 4:
			lines[at] = ""
		case 5:
			lines[at], lines[0] = lines[0], lines[at]
		case 6:
			lines[at] += " " + word
		case 7:
			end = "\r\n"
		}
	}
	return []byte(strings.Join(lines, end) + end)
}

func TestContent(t *testing.T) {
	for word, want := range map[string]bool{
		"france": true, "paris": true, "euro": true, "africa": true, "arabic": true, "alice": true, "acme": true,
		"terrible": true, "guitar": true, "share": true, "hated": true,
		"the": false, ".": false, "capital": false, "sold": false, "farmer": false, "bank": false, MaskWord: false, "": false,
	} {
		if Content(word) != want {
			t.Errorf("Content(%q) = %t", word, !want)
		}
	}
	if MaskRate("france") != 0.35 || MaskRate("the") != 0.12 {
		t.Error("masking rates changed")
	}
}
