package marks

// masks makes a number of 64 bytes each: bit i is set where byte i is one of
// three. It looks at sixteen bytes at once, with instructions (SSE2) that every
// amd64 processor has; masks_other.go says the same in Go.
func masks(out []uint64, data []byte, three *[3]uint64) {
	maskSteps(&out[0], &data[0], len(out), three)
}

//go:noescape
func maskSteps(out *uint64, data *byte, steps int, three *[3]uint64)
