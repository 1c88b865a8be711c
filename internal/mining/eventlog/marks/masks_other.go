//go:build !amd64

package marks

func masks(out []uint64, data []byte, three *[3]uint64) { slowMasks(out, data, three) }
