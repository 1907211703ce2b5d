export function manifest(env: Readonly<Record<string, string | undefined>>): Record<string, unknown>
