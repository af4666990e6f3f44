/** A number that a server tells of itself, by its name without `uploadmock_`; undefined where it is left out. */
export async function metricAt(url: string, name: string): Promise<number | undefined> {
  const text = await (await fetch(`${url}/_mock/metrics`)).text()
  const found = new RegExp(`^uploadmock_${name} (\\d+)$`, 'm').exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}
