import { assetsOf } from '../helpers/server.ts'

/** So many names of files. */
export function names(begin: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${begin}-${index}.jpg`)
}

/** The names of the assets that a replica lists, sorted. */
export async function listNames(url: string): Promise<readonly string[]> {
  return (await assetsOf(url)).map(({ name }) => String(name)).sort()
}
