export async function gate() {}
