export interface Entry {
  readonly name: string
  readonly size: number
  readonly unpacked: boolean
  readonly executable: boolean
}
export function listArchive(file: string): Entry[]
export function extractArchive(file: string, to: string): void
