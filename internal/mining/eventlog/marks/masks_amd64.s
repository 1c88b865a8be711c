#include "textflag.h"

// Sets register to the mask of the 16 bytes at place.
#define SIXTEEN(place, register) \
	MOVOU place(SI), X3; \
	MOVO X3, X4; \
	MOVO X3, X5; \
	PCMPEQB X0, X3; \
	PCMPEQB X1, X4; \
	PCMPEQB X2, X5; \
	POR X4, X3; \
	POR X5, X3; \
	PMOVMSKB X3, register

// func maskSteps(out *uint64, data *byte, steps int, three *[3]uint64)
TEXT ·maskSteps(SB), NOSPLIT, $0-32
	MOVQ out+0(FP), DI
	MOVQ data+8(FP), SI
	MOVQ steps+16(FP), CX
	MOVQ three+24(FP), DX
	MOVQ 0(DX), X0
	MOVQ 8(DX), X1
	MOVQ 16(DX), X2
	PUNPCKLQDQ X0, X0
	PUNPCKLQDQ X1, X1
	PUNPCKLQDQ X2, X2

loop:
	SIXTEEN(0, R8)
	SIXTEEN(16, R9)
	SIXTEEN(32, R10)
	SIXTEEN(48, R11)
	SHLQ $16, R9
	SHLQ $32, R10
	SHLQ $48, R11
	ORQ R9, R8
	ORQ R11, R10
	ORQ R10, R8
	MOVQ R8, (DI)
	ADDQ $64, SI
	ADDQ $8, DI
	DECQ CX
	JNZ loop
	RET
