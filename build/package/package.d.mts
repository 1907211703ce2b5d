export interface PackageRequest {
  readonly targets: readonly { readonly platform: string; readonly arch: string }[]
  readonly dir: boolean
  readonly standIn: boolean
  readonly forTests: boolean
  readonly rest: readonly string[]
}
export function parseRequest(args: readonly string[], platform?: string, arch?: string): PackageRequest
export function writeChecksums(folder: string): Promise<string[]>
export function electronVersions(): { readonly packaged: string | undefined; readonly installed: string }
