// Gives each set of sizes to all networks and answers their numbers, exact and as shown.

answers.points = [];
for (const sizes of told) {
  state.resize(new Map(Object.entries(sizes).map(([name, size]) => [name, BigInt(size)])), null);
  const names = state.networks.map((_, index) => index);
  answers.points.push(names.map((index) => {
    check(state.brokenDemands(index).length === 0, `${state.networks[index].name} refuses`);
    state.choose("current", index);
    state.refreshAll();
    const figures = new Map(all("#summary .figures > div").map((figure) => [
      figure.querySelector("dt").textContent,
      /^[\d,]+/.exec(figure.querySelector(".detail").textContent)?.[0].replaceAll(",", ""),
    ]));
    return {
      parameters: figures.get("parameters"), macs: figures.get("MACs"),
      activation_bytes: figures.get("activations"),
      peak_inference_bytes: figures.get("inference peak"), training_bytes: figures.get("training"),
    };
  }));
}
finish();
