interface Image {
  readonly size: number
  readonly png: Uint8Array
}
export function icoFile(images: readonly Image[]): Buffer
export function icnsFile(images: readonly Image[]): Buffer
