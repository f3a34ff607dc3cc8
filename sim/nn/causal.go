package nn

import . "promptscope/sim/kernel"

// Causal attention, for GPT-2's layout, out of the same kernel: token t is a sequence of one token, and the deep prefix
// together with the tokens before it is its prefix. That is what a decoder with a cache of keys and values does.

// causalActs is working memory: keys and values of prefix and tokens, (P+T, 2C), their gradients, and one row of weights.
type causalActs struct{ kv, dkv, row []Real }

func newCausalActs(c Config, maxT, p int) causalActs {
	n := (p + maxT) * 2 * c.C
	return causalActs{make([]Real, n), make([]Real, n), make([]Real, c.NH*(p+maxT))}
}

// gather copies the deep prefix and the tokens' keys and values to kv.
func (k *causalActs) gather(qkv []Real, d *Attn) {
	c := d.C
	for i := range d.P {
		copy(k.kv[i*2*c:][:c], d.Keys[i*d.Stride:])
		copy(k.kv[i*2*c+c:][:c], d.Vals[i*d.Stride:])
	}
	for t := range d.T {
		copy(k.kv[(d.P+t)*2*c:][:2*c], qkv[t*3*c+c:])
	}
}

// one describes the attention of token t.
func (k *causalActs) one(d *Attn, t int) Attn {
	return Attn{T: 1, P: d.P + t, C: d.C, NH: d.NH, Keys: k.kv, Vals: k.kv[d.C:], Stride: 2 * d.C}
}

func (k *causalActs) forward(y, att, qkv []Real, d *Attn, s *Scratch) {
	k.gather(qkv, d)
	clear(att[:d.AttnSize()])
	for t := range d.T {
		one := k.one(d, t)
		Attention(y[t*d.C:], k.row, qkv[t*3*d.C:], &one, s)
		k.rows(att, d, t, func(full, row []Real) { copy(full, row) })
	}
}

// rows pairs each head's weights of token t in att (NH, T, P+T) with those in row (NH, P+t+1).
func (k *causalActs) rows(att []Real, d *Attn, t int, do func(full, row []Real)) {
	n := d.P + t + 1
	for h := range d.NH {
		do(att[(h*d.T+t)*(d.P+d.T):][:n], k.row[h*n:][:n])
	}
}

func (k *causalActs) backward(dqkv, dkeys, dvals, dy, att, qkv []Real, d *Attn, inputs bool, s *Scratch) {
	c := d.C
	k.gather(qkv, d)
	clear(k.dkv[:(d.P+d.T)*2*c])
	for t := range d.T {
		k.rows(att, d, t, func(full, row []Real) { copy(row, full) })
		one := k.one(d, t)
		AttentionBackward(dqkv[t*3*c:], k.dkv, k.dkv[c:], dy[t*c:], k.row, qkv[t*3*c:], &one, inputs, s)
	}
	for i := range d.P {
		if dkeys != nil {
			add(dkeys[i*d.Stride:], k.dkv[i*2*c:], c)
			add(dvals[i*d.Stride:], k.dkv[i*2*c+c:], c)
		}
	}
	if inputs {
		for t := range d.T {
			add(dqkv[t*3*c+c:], k.dkv[(d.P+t)*2*c:], 2*c)
		}
	}
}
