// Fills a form with MuPDF: mutool run fill_mupdf.js IN.pdf ANSWERS.json OUT.pdf
var source = scriptArgs[0], data = scriptArgs[1], out = scriptArgs[2];
var answers = JSON.parse(readFile(data));
var pdf = Document.openDocument(source);

function fullName(object) {
  var parts = [];
  while (object && !object.isNull()) {
    var own = object.get("T");
    if (own && !own.isNull()) parts.unshift(own.asString());
    object = object.get("Parent");
  }
  return parts.join(".");
}

for (var number = 0; number < pdf.countPages(); ++number) {
  var page = pdf.loadPage(number);
  page.getWidgets().forEach(function (widget) {
    var name = fullName(widget.getObject());
    if (widget.isText() && name in answers.text) {
      widget.setTextValue(answers.text[name]);
    } else if (widget.isCheckbox() && answers.check.indexOf(name) >= 0) {
      widget.toggle();
    } else if (widget.isRadioButton() && name in answers.radio) {
      var normal = widget.getObject().get("AP", "N");
      if (!normal.get(answers.radio[name]).isNull()) widget.toggle();
    }
    widget.update();
  });
  page.update();
}
pdf.save(out, "garbage,compress");
