package doc

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
)

func sample() *Doc {
	return &Doc{ID: "sample", Lang: "en", Title: "Sample", Close: "Close", Blocks: []Block{
		{Kind: Heading, Spans: T("One")},
		{Kind: Text, Spans: []Span{{Text: "A "}, {Text: "virtual token", Term: "virtual"}, {Text: " is trained; see "}, {Text: "the paper", Link: "https://arxiv.org/abs/2110.07602"}, {Text: "."}}},
		{Kind: Keys, Name: "Keys", Rows: []Row{{T("Space"), T("train or pause")}}},
		{Kind: Search, Name: "Search", More: T("no such term")},
		{Kind: Term, ID: "virtual", Name: "virtual token", Spans: T("A trained vector."), More: T("It stands for no word.")},
		{Kind: Table, Name: "Counts", Head: []string{"method", "numbers"}, Rows: []Row{{T("P-Tuning"), T("512")}}},
		{Kind: Choice, ID: "bet", Spans: T("How far apart?"), Options: []Option{{Order: "bet", Arg: "0", Label: "less than 2"}, {Order: "bet", Arg: "1", Label: "more"}}},
		{Kind: Number, Name: "points", Line: &Line{Lo: -10, Hi: 10, Borders: []float64{2}, Zones: []string{"less", "more"}, Bet: -1, Marks: []Mark{{At: 3, Label: "seed 1"}}}},
		{Kind: Buttons, Buttons: []Option{{Order: "play", Label: "Train"}}},
	}}
}

func TestWordsOrdersAndLinks(t *testing.T) {
	d := sample()
	want := []string{"Sample", "One", "A virtual token is trained; see the paper.", "Keys", "Space", "train or pause", "virtual token", "A trained vector.", "It stands for no word.",
		"Counts", "method", "numbers", "P-Tuning", "512", "How far apart?", "less than 2", "more", "points", "less", "more", "seed 1", "Train"}
	if got := d.Words(); !slices.Equal(got, want) {
		t.Errorf("words %q", got)
	}
	var orders []string
	for _, o := range d.Orders() {
		orders = append(orders, o.Order+":"+o.Arg)
	}
	if !slices.Equal(orders, []string{"close:", "bet:0", "bet:1", "play:"}) {
		t.Errorf("orders %q", orders)
	}
	if links := d.Links(); !slices.Equal(links, []string{"https://arxiv.org/abs/2110.07602"}) {
		t.Errorf("links %q", links)
	}
}

func TestMatches(t *testing.T) {
	b := sample().Blocks[4]
	for text, want := range map[string]bool{"": true, "VIRTUAL ": true, "no word": true, "lora": false} {
		if b.Matches(text) != want {
			t.Errorf("%q matches: %v", text, !want)
		}
	}
}

// What the page gets is what there is.
func TestJSONKeepsEverything(t *testing.T) {
	data, err := json.Marshal(sample())
	if err != nil {
		t.Fatal(err)
	}
	var again Doc
	if err := json.Unmarshal(data, &again); err != nil || !reflect.DeepEqual(&again, sample()) {
		t.Errorf("%v: %s", err, data)
	}
}
