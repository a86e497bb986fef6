// Prints, for each entry named: whether require and import give the same names, and whether there are any.
async function main() {
  const found = []
  for (const name of process.argv.slice(2)) {
    const required = Object.keys(require(name)).sort()
    const imported = Object.keys(await import(name))
      .filter((key) => key !== 'default' && key !== 'module.exports')
      .sort()
    found.push({ name, same: required.join() === imported.join(), some: required.length > 0 })
  }
  console.log(JSON.stringify(found))
}
main()
