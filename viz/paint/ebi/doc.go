// Package ebi draws a scene with Ebitengine. Shapes and characters are triangles over one texture, so that a whole
// picture is one draw call. Edges are feathered by one pixel; ebiten's own anti-aliased lines were ten times slower.
package ebi
