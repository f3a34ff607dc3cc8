package peft

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"promptscope/sim/ckpt"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/run"
)

// Bottleneck adapters (Houlsby et al. 2019) have no form in PEFT, so they lie in a layout of our own. Behind each module
// that one stands at there are four tensors, named by the module: down.weight (m, width), down.bias (m), up.weight
// (width, m), up.bias (width).
const Bottleneck = "bottleneck"

func init() { register(Bottleneck, bottleneck{}) }

// bottleneck is the form. Adapter.Inserts has a nn.Bottleneck for each module.
type bottleneck struct{}

//go:embed bottleneck.py
var bottleneckScript []byte

func (bottleneck) script() []byte { return bottleneckScript }
func (bottleneck) prefix() string { return "" }

func (bottleneck) rules() ckpt.Rules {
	r := ownRules().With("bottleneck token_dim")
	r["activation"] = `"gelu"`
	return r
}

func (bottleneck) decode(a *Adapter, data []byte) error {
	var c struct {
		M     int `json:"bottleneck"`
		Width int `json:"token_dim"`
	}
	if err := json.Unmarshal(data, &c); err != nil {
		return err
	}
	for _, f := range []struct {
		name  string
		value int
	}{{"bottleneck", c.M}, {"token_dim", c.Width}} {
		if f.value < 1 || f.value > most {
			return fmt.Errorf("%s %d: want 1 to %d", f.name, f.value, most)
		}
	}
	a.Rank, a.Width = c.M, c.Width // both are the narrow side
	return nil
}

// parts are a network's tensors in the order of nn.Bottleneck.Each.
var parts = []string{".down.weight", ".down.bias", ".up.weight", ".up.bias"}

// fill takes the networks in the order of layers and sites.
func (bottleneck) fill(a *Adapter, left map[string]ckpt.Tensor) error {
	for _, name := range slices.Sorted(maps.Keys(left)) {
		module, ok := strings.CutSuffix(name, parts[0])
		if !ok {
			continue
		}
		x, err := a.network(module)
		if err == nil {
			err = a.fillNetwork(x, module, left)
		}
		if err != nil {
			return err
		}
		a.Inserts = append(a.Inserts, x)
	}
	if len(a.Inserts) == 0 {
		return fmt.Errorf("no networks, such as %q", nn.Config{Layout: nn.Bert}.Module(0, nn.Output)+parts[0])
	}
	slices.SortStableFunc(a.Inserts, func(x, y nn.Insert) int {
		lx, sx := x.Where()
		ly, sy := y.Where()
		return 8*(lx-ly) + int(sx-sy)
	})
	return nil
}

// network is one of zeros for a module.
func (a *Adapter) network(module string) (*nn.Bottleneck, error) {
	for _, layout := range []string{nn.Bert, nn.GPT2} {
		c := nn.Config{Layout: layout, C: a.Width}
		for _, site := range []nn.Site{nn.Attended, nn.Output} {
			if layer, ok := at(module, func(layer int) string { return c.Module(layer, site) }); ok && module == c.Module(layer, site) {
				return nn.NewBottleneck(c, layer, site, a.Rank), nil
			}
		}
	}
	return nil, fmt.Errorf("tensor %q is not read here: want modules behind attention and behind the FFN", module+parts[0])
}

func (a *Adapter) fillNetwork(x *nn.Bottleneck, module string, left map[string]ckpt.Tensor) (err error) {
	shapes, i := [][]int{{a.Rank, a.Width}, {a.Rank}, {a.Width, a.Rank}, {a.Width}}, 0
	x.Each(func(name string, dst, _ []kernel.Real) {
		t, ok := left[module+parts[i]]
		switch {
		case err != nil:
		case !ok:
			err = fmt.Errorf("tensor %q is missing", module+parts[i])
		default:
			err = t.Check(shapes[i])
			copy(dst, t.Data)
		}
		delete(left, module+parts[i])
		i++
	})
	x.Pack()
	return err
}

func (bottleneck) fits(a *Adapter, c nn.Config) error {
	for _, insert := range a.Inserts {
		x := insert.(*nn.Bottleneck)
		switch {
		case x.Layer >= c.L:
			return fmt.Errorf("the adapter has a network in layer %d, the model has %d layers", x.Layer, c.L)
		case x.Name != c.Module(x.Layer, x.Site):
			return fmt.Errorf("the adapter stands behind %s, which a %s model does not have", x.Name, c.Layout)
		}
	}
	return nil
}

func (bottleneck) encode(a *Adapter, c map[string]any) (ts []ckpt.Tensor) {
	c["bottleneck"], c["token_dim"], c["activation"] = a.Rank, a.Width, "gelu"
	for _, insert := range a.Inserts {
		shapes, i := [][]int{{a.Rank, a.Width}, {a.Rank}, {a.Width, a.Rank}, {a.Width}}, 0
		insert.Each(func(name string, x, _ []kernel.Real) {
			ts = append(ts, ckpt.Tensor{Name: name, Shape: shapes[i], Data: x})
			i++
		})
	}
	return ts
}

func (bottleneck) take(a *Adapter, in *nn.Inject, _ nn.Config, _ map[string]any) {
	if a.Inserts = in.Inserts; len(in.Inserts) > 0 {
		a.Rank = in.Inserts[0].(*nn.Bottleneck).Down.OC
	}
}

func (bottleneck) inject(a *Adapter) (in nn.Inject, rows int) {
	for _, insert := range a.Inserts {
		x := insert.(*nn.Bottleneck)
		made := nn.NewBottleneck(nn.Config{C: a.Width}, x.Layer, x.Site, a.Rank)
		made.Name = x.Name
		in.Inserts = append(in.Inserts, made)
	}
	from := nn.Inject{Inserts: a.Inserts}
	if err := in.Take(&from); err != nil {
		panic("peft: " + err.Error()) // the same names and sizes, two lines above
	}
	return in, 0
}

func (bottleneck) grads(_ *Adapter, in *nn.Inject) (out []Grad) {
	for _, insert := range in.Inserts {
		insert.Each(func(name string, _, dx []kernel.Real) { out = append(out, Grad{name, dx}) })
	}
	return out
}

func (bottleneck) adopt(a *Adapter, s *run.Settings) error {
	if s.Bottleneck == 0 {
		s.Bottleneck = a.Rank
	}
	return nil
}

func (bottleneck) size(a *Adapter) string { return fmt.Sprintf("width %d", a.Rank) }
