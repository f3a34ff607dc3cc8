// Command app is the page: it joins the picture (viz) with Web Workers (wasm/link) and the browser.
package main
