// Package archtest holds the import rules of the repository, as a table with reasons (rules_test.go), and checks
// them for the native and for the js/wasm build. It also asks the compiler for arm64 whether it has fused a product whose bits
// decide a run (fuse_test.go), counts comments of the kernels and tests of the engine (share_test.go), holds the picture of the packages to their imports (picture_test.go), and looks for IDs that
// are spelled in more places than they are declared in (spelled_test.go). It has no code of its own to import.
package archtest
