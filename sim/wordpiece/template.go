package wordpiece

// part is one place of a template: a special piece, or the pieces of a text.
type part struct {
	text int   // 0 or 1: which text stands here; -1: piece
	id   int32 // of the special piece
	kind int32 // the segment (token type)
}

// bertTemplate is [CLS] a [SEP], and [CLS] a [SEP] b [SEP] with segment 1 from b on.
func bertTemplate(cls, sep int32) (single, pair []part) {
	single = []part{{text: -1, id: cls}, {text: 0}, {text: -1, id: sep}}
	pair = append(append(pair, single...), part{text: 1, kind: 1}, part{text: -1, id: sep, kind: 1})
	return single, pair
}

// bareTemplate adds nothing.
func bareTemplate() (single, pair []part) {
	return []part{{text: 0}}, []part{{text: 0}, {text: 1, kind: 1}}
}

// Input is what a model reads.
type Input struct {
	Pieces   []Piece
	Segments []int32 // 0 or 1 for each piece: token type ids
}

// Frame returns the pieces of one text or of two with the special pieces around them, written over in. Nothing is cut off or
// filled up; FrameLen says how many pieces the frame adds.
func (t *Tokenizer) Frame(in Input, texts ...[]Piece) Input {
	in.Pieces, in.Segments = in.Pieces[:0], in.Segments[:0]
	for _, p := range t.template(len(texts)) {
		if p.text < 0 {
			in.Pieces = append(in.Pieces, Piece{ID: p.id, Word: -1})
			in.Segments = append(in.Segments, p.kind)
			continue
		}
		in.Pieces = append(in.Pieces, texts[p.text]...)
		for range texts[p.text] {
			in.Segments = append(in.Segments, p.kind)
		}
	}
	return in
}

// FrameLen is the number of special pieces around one text or around two.
func (t *Tokenizer) FrameLen(texts int) (n int) {
	for _, p := range t.template(texts) {
		if p.text < 0 {
			n++
		}
	}
	return n
}

func (t *Tokenizer) template(texts int) []part {
	if texts == 2 {
		return t.pair
	}
	return t.single
}
