export function resourcesOf(folder: string): string
export function layOpen(folder: string, to: string): void
