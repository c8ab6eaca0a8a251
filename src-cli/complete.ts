export function complete(_w: readonly string[]): void {}
