// Package ui is the grammar of every page: Bootstrap Italia as typed templ
// components, one file each.
//
// Props are plain structs that hold only what is shown, already decided and
// already written in Italian; a component reads no clock, no database and no
// request. Where a page needs markup of its own it passes a templ.Component.
//
//   - Layout wraps every page and writes its only h1; children start at h2.
//   - A form is Form, one ErrorSummary and the …Field components; a Field's ID
//     is FieldID(name), which is where the summary's links lead.
//   - Everything works without JavaScript: menus are popover and details,
//     choosing a body degrades to search and radio buttons, jobs to a link.
//     data-autosave, data-suggest, data-poll and data-max-bytes make it
//     smoother (see assets/src/pass.js).
//   - The Content Security Policy is strict: no style attribute, no inline
//     script, no handler attribute. Widths in charts are SVG attributes.
//
// Gallery shows every component with credible content.
package ui
