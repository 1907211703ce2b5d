/** What the workers of a soak's pools run. */
export function square(x: number): number {
  return x * x
}
