package sheets

import (
	"promptscope/viz/i18n"
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// NoticeText is a notice as a sentence.
func NoticeText(lang string, n state.Notice) string {
	s := i18n.For(lang)
	text := head(s, n)
	if n.Accepts != "" && !n.Unknown {
		text += s.Semicolon + s.Accepted + s.Colon + n.Accepts
	}
	return text
}

// notices lists what of the link was not taken, and the message of the program, at the foot of the page.
func (p sheet) notices() {
	v := p.In.View
	if len(v.Notices) == 0 {
		return
	}
	p.Raise()
	w := min(p.W-24, 620)
	y := p.H - 12
	for i := len(v.Notices) - 1; i >= max(0, len(v.Notices)-3); i-- {
		y -= 52
		p.notice(scene.Rect{X: (p.W - w) / 2, Y: y, W: w, H: 48}, i, v.Notices[i])
	}
}

func (p sheet) notice(r scene.Rect, i int, n state.Notice) {
	m := p.Fill(r, 9, p.T.Strong)
	m.Stroke, m.Width = p.T.Edge, 1
	ink := kit.Ink(p.Body(13), p.T.OnStrong)
	room := r.W - 70
	p.Fit(head(p.S, n), r.X+16, r.Y+20, room, ink, scene.Left)
	if n.Accepts != "" {
		p.Fit(p.S.Accepted+p.S.Colon+n.Accepts, r.X+16, r.Y+38, room, kit.Ink(p.Body(12), p.T.OnStrong.Alpha(0.75)), scene.Left)
	}
	box := scene.Rect{X: r.Right() - 46, Y: r.Y + 2, W: 44, H: 44}
	kit.Cross(p.Page, box.CX(), box.CY(), p.T.OnStrong)
	p.Control(scene.Control{ID: id.Dismiss, Arg: kit.Small(i), Kind: scene.Button, Rect: box, Label: p.S.Dismiss})
}

// head is the first line of a notice.
func head(s *i18n.Strings, n state.Notice) string {
	switch {
	case n.Why != state.Fits:
		name := func(i int, id string) string { return s.MethodName(id, n.Names[i]) }
		return name(0, n.Value) + s.Colon + s.Unfit[n.Why-1] + s.Semicolon + s.Used + " " + name(1, n.Used)
	case n.Value == "no-worker":
		return s.NoWorker
	case n.Value == "worker-silent":
		return s.WorkerSilent
	case n.Value == "no-simd":
		return s.NoSIMD
	case n.Key == "":
		return n.Value
	case n.Unknown:
		return s.LinkTitle + s.Colon + n.Key + " " + s.BadKey
	case n.Used == "":
		return s.LinkTitle + s.Colon + n.Key + " = " + n.Value + " " + s.BadValue
	}
	return s.LinkTitle + s.Colon + n.Key + " = " + n.Value + " " + s.BadValue + s.Comma + s.Used + " " + n.Used
}
