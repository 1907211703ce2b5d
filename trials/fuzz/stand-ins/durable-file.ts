/** Stands in for `app/host/durable-file.ts`: what is written goes nowhere. */

let written: string | Uint8Array | undefined

/** What was written last. */
export function lastWritten(): string | Uint8Array | undefined {
  return written
}

export async function writeDurably(_file: string, text: string | Uint8Array): Promise<void> {
  written = text
}
