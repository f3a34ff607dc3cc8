package main

import (
	"encoding/json"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The worker keeps at once what the first link needs, and nothing that only places need; its first file is the manifest, which has
// the hashes of the others.
func TestCore(t *testing.T) {
	m := manifest{Files: map[string]file{
		"app.wasm": {Path: "app-1.wasm"}, "index.html": {}, "web/boot.js": {}, "backbones/2x64/config.json": {}, "backbones/2x64-gpt2/config.json": {},
		"backbones/4x128/model.safetensors": {}, "content/cards.json": {}, "learn/en/index.html": {}, "web/screenshot-wide.png": {},
	}}
	if got, want := core(m), []string{"manifest.json", "app-1.wasm", "backbones/2x64/config.json", "index.html", "web/boot.js"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// What browsers ask before they offer to install the page: a name, a start inside the scope, icons of 192 and 512 pixels that are what
// they say, one that may be cut to a shape, screenshots, and addresses that work in any folder.
func TestInstallable(t *testing.T) {
	raw, err := os.ReadFile("../../../web/" + appFile)
	if err != nil {
		t.Fatal(err)
	}
	type picture struct{ Src, Sizes, Type, Purpose, FormFactor, Label string }
	var m struct {
		ID, Name, Description, Display string
		ShortName                      string `json:"short_name"`
		StartURL                       string `json:"start_url"`
		Scope                          string
		Icons                          []picture
		Screenshots                    []struct {
			picture
			FormFactor string `json:"form_factor"`
		}
	}
	if err := json.Unmarshal(raw, &m); err != nil {
		t.Fatal(err)
	}
	if m.Name == "" || m.ShortName == "" || len(m.ShortName) > 12 || m.Display != "standalone" || m.StartURL != "./" || m.Scope != "./" || m.ID != "./" || m.Description == "" {
		t.Errorf("%+v", m)
	}
	sizes := map[string]bool{}
	check := func(p picture) {
		sizes[p.Sizes+p.Purpose] = true
		if p.Type != "image/png" {
			return
		}
		name := strings.TrimPrefix(p.Src, "web/")
		source := map[string]string{"screenshot-wide.png": "docs/screenshots/lab-1440x900-en-dark.png", "screenshot-narrow.png": "docs/screenshots/phone-390x844-en-dark.png"}[name]
		if source == "" {
			source = "web/" + name
		}
		f, err := os.Open(filepath.Join("../../..", source))
		if err != nil {
			t.Error(err)
			return
		}
		defer f.Close()
		if c, err := png.DecodeConfig(f); err != nil || fmt.Sprintf("%dx%d", c.Width, c.Height) != p.Sizes {
			t.Errorf("%s is %dx%d, said to be %s, %v", p.Src, c.Width, c.Height, p.Sizes, err)
		}
	}
	for _, p := range m.Icons {
		check(p)
	}
	factors := map[string]bool{}
	for _, p := range m.Screenshots {
		check(p.picture)
		factors[p.FormFactor] = p.Label != ""
	}
	if !sizes["192x192"] || !sizes["512x512"] || !sizes["512x512maskable"] || !factors["wide"] || !factors["narrow"] {
		t.Errorf("icons %v, screenshots %v", sizes, factors)
	}
	page, err := os.ReadFile("../../../index.html")
	if err != nil || !strings.Contains(string(page), `rel="manifest" href="`+appFile+`"`) {
		t.Errorf("the page does not name %s, %v", appFile, err)
	}
}
