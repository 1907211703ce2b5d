export function nativePackages(platform: string, arch: string): string[]
export function checkIntegrity(bytes: Uint8Array, integrity: string, name: string): void
