// Reference workload R on TensorFlow.js: forward + backward + Adam, one fixed batch.
// Pre-LN encoder, L=4 d=128 heads=4 ff=512 vocab=1024, 24 tokens (+8 virtual), batch 16, GELU(tanh),
// tied output head evaluated at one masked position per example.
'use strict';
const R = { L: 4, D: 128, H: 4, F: 512, V: 1024, S: 24, P: 8, B: 16, LR: 1e-3, EPS: 1e-5 };
const DH = R.D / R.H;

function lcg(seed) {
  let x = seed >>> 0;
  return () => { x = (Math.imul(x, 1664525) + 1013904223) >>> 0; return x >>> 8; };
}

// Same numbers as pytorch.py, so the losses can be compared.
function makeData() {
  const rnd = lcg(12345), sc = 2 * 0.02 * Math.sqrt(3);
  const uni = n => Float32Array.from({ length: n }, () => (rnd() / 16777216 - 0.5) * sc);
  const w = { E: uni(R.V * R.D), Pos: uni(R.S * R.D), layers: [] };
  for (let l = 0; l < R.L; l++)
    w.layers.push({ Wqkv: uni(R.D * 3 * R.D), Wo: uni(R.D * R.D), W1: uni(R.D * R.F), W2: uni(R.F * R.D) });
  w.prompt = uni(R.P * R.D);
  w.prefix = [];
  for (let l = 0; l < R.L; l++) w.prefix.push([uni(R.P * R.D), uni(R.P * R.D)]);
  const tok = new Int32Array(R.B * R.S), mask = [], label = [];
  for (let i = 0; i < tok.length; i++) tok[i] = rnd() % R.V;
  for (let b = 0; b < R.B; b++) { mask.push(rnd() % R.S); label.push(rnd() % R.V); tok[b * R.S + mask[b]] = 0; }
  return { w, tok, mask, label };
}

// TF.js derives matMul gradients as matMul with transpose flags, which its wasm backend runs on a slow generic
// path. With fastGrad the same products are written with explicit transposes, which use the XNNPACK path.
const swap = x => tf.transpose(x, x.rank === 2 ? [1, 0] : [0, 2, 1]);
const mmBoth = tf => tf.customGrad((a, b, save) => {
  save([a, b]);
  return { value: tf.matMul(a, b), gradFunc: (dy, [a, b]) => [tf.matMul(dy, swap(b)), tf.matMul(swap(a), dy)] };
});
const mmFrozen = (a, w, wt) => tf.customGrad(a => ({ value: tf.matMul(a, w), gradFunc: dy => tf.matMul(dy, wt) }))(a);

function build(method, data, lastRowOnly, denseEmbed, fastGrad) {
  const train = [], full = method === 'full';
  const par = (a, shape, t = full) => {
    const x = tf.tensor(a, shape);
    if (!t) return x;
    const v = tf.variable(x, true); x.dispose(); train.push(v); return v;
  };
  const zeros = n => new Float32Array(n), ones = n => new Float32Array(n).fill(1);
  const w = data.w, m = { layers: [] };
  m.E = par(w.E, [R.V, R.D]); m.Pos = par(w.Pos, [R.S, R.D]);
  for (const s of w.layers) m.layers.push({
    g1: par(ones(R.D), [R.D]), b1: par(zeros(R.D), [R.D]), g2: par(ones(R.D), [R.D]), b2: par(zeros(R.D), [R.D]),
    Wqkv: par(s.Wqkv, [R.D, 3 * R.D]), bqkv: par(zeros(3 * R.D), [3 * R.D]),
    Wo: par(s.Wo, [R.D, R.D]), bo: par(zeros(R.D), [R.D]),
    W1: par(s.W1, [R.D, R.F]), c1: par(zeros(R.F), [R.F]), W2: par(s.W2, [R.F, R.D]), c2: par(zeros(R.D), [R.D]),
  });
  m.gf = par(ones(R.D), [R.D]); m.bf = par(zeros(R.D), [R.D]); m.bv = par(zeros(R.V), [R.V]);
  if (method === 'ptuning') m.prompt = par(w.prompt, [R.P, R.D], true);
  if (method === 'ptuning2')
    m.prefix = w.prefix.map(([k, v]) => [par(k, [R.P, R.D], true), par(v, [R.P, R.D], true)]);
  const nv = method === 'ptuning' ? R.P : 0, T = R.S + nv;
  const tok = tf.tensor1d(data.tok, 'int32');
  const onehotTok = denseEmbed && full ? tf.oneHot(tok, R.V).toFloat() : null;
  const pick = tf.tidy(() => tf.oneHot(tf.tensor1d(data.mask.map(p => p + nv), 'int32'), T).toFloat().reshape([R.B, 1, T]));
  const labels = tf.tidy(() => tf.oneHot(tf.tensor1d(data.label, 'int32'), R.V).toFloat());
  const ln = (x, g, b) => {
    const { mean, variance } = tf.moments(x, -1, true);
    return x.sub(mean).mul(variance.add(R.EPS).rsqrt()).mul(g).add(b);
  };
  const gelu = x => x.mul(0.5).mul(x.add(x.mul(x).mul(x).mul(0.044715)).mul(0.7978845608028654).tanh().add(1));
  const both = mmBoth(tf);
  const turned = new Map(); // frozen weights are transposed once
  if (fastGrad && !full) for (const p of m.layers) {
    for (const w of [p.Wqkv, p.Wo, p.W1, p.W2]) turned.set(w, swap(w));
    if (lastRowOnly && p === m.layers[R.L - 1]) {
      p.wq = p.Wqkv.slice([0, 0], [R.D, R.D]); p.wkv = p.Wqkv.slice([0, R.D], [R.D, 2 * R.D]);
      turned.set(p.wq, swap(p.wq)); turned.set(p.wkv, swap(p.wkv));
    }
  }
  const headT = fastGrad && !full ? swap(m.E) : null;
  if (headT) turned.set(headT, m.E);
  const mm = (a, w) => !fastGrad ? a.matMul(w) : full ? both(a, w) : mmFrozen(a, w, turned.get(w));
  const bmm = (a, b, tb) => {
    if (!fastGrad) return tf.matMul(a, b, false, tb);
    const [n, h, t] = a.shape, a3 = a.reshape([n * h, t, a.shape[3]]), b3 = b.reshape([n * h, b.shape[2], b.shape[3]]);
    const y = both(a3, tb ? swap(b3) : b3);
    return y.reshape([n, h, t, y.shape[2]]);
  };
  const heads = (x, t) => x.reshape([R.B, t, R.H, DH]).transpose([0, 2, 1, 3]);
  const forward = () => {
    const emb = onehotTok ? mm(onehotTok, m.E) : tf.gather(m.E, tok);
    let x = emb.reshape([R.B, R.S, R.D]).add(m.Pos);
    if (nv) x = tf.concat([m.prompt.expandDims(0).tile([R.B, 1, 1]), x], 1);
    m.layers.forEach((p, l) => {
      const last = lastRowOnly && l === R.L - 1;
      const h = ln(x, p.g1, p.b1), h2 = h.reshape([R.B * T, R.D]);
      let tq = T, q, k, v;
      if (last) { // only the masked rows ask questions in the last layer
        tq = 1;
        const hq = pick.matMul(h).reshape([R.B, R.D]);
        const wq = p.wq || p.Wqkv.slice([0, 0], [R.D, R.D]), wkv = p.wkv || p.Wqkv.slice([0, R.D], [R.D, 2 * R.D]);
        q = mm(hq, wq).add(p.bqkv.slice([0], [R.D]));
        [k, v] = tf.split(mm(h2, wkv).add(p.bqkv.slice([R.D], [2 * R.D])), 2, 1);
        x = pick.matMul(x);
      } else {
        [q, k, v] = tf.split(mm(h2, p.Wqkv).add(p.bqkv), 3, 1);
      }
      q = heads(q, tq); k = heads(k, T); v = heads(v, T);
      if (m.prefix) {
        const pre = t => t.reshape([1, R.P, R.H, DH]).transpose([0, 2, 1, 3]).tile([R.B, 1, 1, 1]);
        k = tf.concat([pre(m.prefix[l][0]), k], 2); v = tf.concat([pre(m.prefix[l][1]), v], 2);
      }
      const a = tf.softmax(bmm(q, k, true).mul(1 / Math.sqrt(DH)));
      const o = bmm(a, v, false).transpose([0, 2, 1, 3]).reshape([R.B * tq, R.D]);
      x = x.add(mm(o, p.Wo).add(p.bo).reshape([R.B, tq, R.D]));
      const f = ln(x, p.g2, p.b2).reshape([R.B * tq, R.D]);
      x = x.add(mm(gelu(mm(f, p.W1).add(p.c1)), p.W2).add(p.c2).reshape([R.B, tq, R.D]));
    });
    const z = lastRowOnly ? x.reshape([R.B, R.D]) : pick.matMul(x).reshape([R.B, R.D]);
    const logits = (fastGrad ? mm(ln(z, m.gf, m.bf), headT || swap(m.E)) : ln(z, m.gf, m.bf).matMul(m.E, false, true)).add(m.bv);
    return tf.losses.softmaxCrossEntropy(labels, logits);
  };
  const opt = tf.train.adam(R.LR, 0.9, 0.999, 1e-8);
  return () => {
    const loss = opt.minimize(forward, true, train);
    const v = loss.dataSync()[0]; loss.dispose(); return v;
  };
}

// Driven from run.mjs in three steps, so that the CPU time of the page's process can be read around each run.
let state = null;

async function init(cfg) {
  if (cfg.backend === 'wasm') {
    tf.wasm.setWasmPaths(new URL('node_modules/@tensorflow/tfjs-backend-wasm/dist/', location.href).href);
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', cfg.threads > 1);
    if (cfg.threads > 1) tf.wasm.setThreadsCount(cfg.threads);
  }
  await tf.setBackend(cfg.backend); await tf.ready();
  state = { cfg, data: makeData() };
  return {
    version: tf.version.tfjs, isolated: self.crossOriginIsolated,
    wasm: performance.getEntriesByType('resource').map(e => e.name.split('/').pop()).filter(n => n.endsWith('.wasm')),
    threads: cfg.backend === 'wasm' && cfg.threads > 1 ? tf.wasm.getThreadsCount() : 1,
  };
}

function prepare(method, warmSteps) {
  const { cfg, data } = state, r = {};
  if (state.open) { tf.engine().endScope(); tf.disposeVariables(); state.open = false; }
  const go = dense => {
    tf.engine().startScope(); state.open = true;
    state.step = build(method, data, cfg.lastRowOnly, dense, cfg.fastGrad);
    r.losses = Array.from({ length: warmSteps }, () => +state.step().toFixed(5));
  };
  try { go(false); } catch (e) {
    r.failed = String(e.message).slice(0, 200);
    tf.engine().endScope(); tf.disposeVariables(); state.open = false;
    try { go(true); r.workaround = 'embedding as one-hot matMul'; } catch (e2) { r.failed2 = String(e2.message).slice(0, 200); }
  }
  return r;
}

function runFor(seconds) {
  const ms = [], t0 = performance.now();
  do { const t = performance.now(); state.step(); ms.push(performance.now() - t); } while (performance.now() - t0 < seconds * 1000);
  return ms;
}
