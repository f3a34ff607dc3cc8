// Package archtest holds the import rules of the repository, as a table with reasons (rules_test.go), and checks
// them for the native and for the js/wasm build. It has no code of its own to import.
package archtest
