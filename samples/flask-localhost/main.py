import csv
import os

from flask import Flask, abort, jsonify, request, send_file

from invoices import INVOICES, of_customer

app = Flask(__name__)

REPORT = "/tmp/report.csv"


@app.get("/invoices")
def list_invoices():
    found = of_customer(request.args.get("customer", ""))
    return jsonify([{"number": i.number, "customer": i.customer, "gross": str(i.gross)} for i in found])


@app.post("/report")
def build_report():
    with open(REPORT, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["number", "customer", "net", "gross"])
        for invoice in INVOICES:
            writer.writerow([invoice.number, invoice.customer, invoice.net, invoice.gross])
    return {"rows": len(INVOICES)}, 201


@app.get("/report")
def download_report():
    if not os.path.exists(REPORT):
        abort(404)
    return send_file(REPORT, mimetype="text/csv", as_attachment=True, download_name="report.csv")


if __name__ == "__main__":
    app.run(debug=True)
