// Command trainer is the program of a Web Worker: one lane's trainer behind bytes (web/worker.js). It knows no screen.
package main
