globalThis.rlaReport = JSON.parse(document.getElementById('report-data').textContent);
