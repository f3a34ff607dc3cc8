package i18n

// Picture lists the parts of the picture that a text can name and a person can point at, each with the glossary's entry that explains
// it.
var Picture = []struct{ Part, Entry string }{
	{"kv", "key-value"},        // deep virtual tokens: the orange columns beside a layer
	{"comp", "computed"},       // virtual tokens above the input row, drawn hollow
	{"input", "virtual"},       // virtual tokens in the input row
	{"row", "embedding"},       // the words of the input row
	{"band", "frozen"},         // a layer
	{"lock", "frozen"},         // its lock, with the backbone's hash
	{"states", "strip"},        // hidden states
	{"arcs", "attention"},      // attention curves
	{"grad", "gradient"},       // the way of the gradient
	{"encoder", "encoder"},     // the prompt encoder under the row
	{"answers", "head"},        // tags or words at the top
	{"chart", "heldout"},       // the curves
	{"vacant", "prefix"},       // places in the input row that are empty here and filled in the other lane
	{"colours", "strip"},       // the colours of the strips
	{"traced", "attention"},    // the column whose attention is shown
	{"condition", "condition"}, // what a lane is doing
}

// PictureEntry is the glossary's entry of a part of the picture; of anything else, its own name.
func PictureEntry(part string) string {
	for _, p := range Picture {
		if p.Part == part {
			return p.Entry
		}
	}
	return part
}
