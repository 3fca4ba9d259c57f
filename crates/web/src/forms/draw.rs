//! How a form is drawn: label, hint, message, field, in that order, tied
//! together for whoever cannot see them.

use std::fmt::{self, Display};

use askama::filters::HtmlSafe;

use super::Fields;

/// Mark-up that is safe to print as it is.
#[derive(Clone, Debug)]
pub struct Html(pub(crate) String);

impl Html {
    /// Mark-up made by a template or a chart of ours. Never a person's words: those pass [`escape`] first.
    #[must_use]
    pub fn raw(markup: String) -> Self {
        Self(markup)
    }

    /// Whether nothing was drawn.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl HtmlSafe for Html {}

/// Text made safe for mark-up.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

impl Fields {
    /// The list of what is wrong, at the top of the page. Nothing when
    /// nothing is.
    #[must_use]
    pub fn summary(&self) -> Html {
        if !self.wrong() {
            return Html(String::new());
        }
        let mut out = String::from(
            "<div class=\"errsum\" role=\"alert\" tabindex=\"-1\" aria-labelledby=\"errsum\"><h2 class=\"h-m\" id=\"errsum\">There is a problem</h2><ul>",
        );
        for name in &self.order {
            let sentence = self.error_of(name).unwrap_or_default();
            out.push_str(&format!(
                "<li><a href=\"#f-{}\">{}</a></li>",
                escape(name),
                escape(sentence)
            ));
        }
        out.push_str("</ul></div>");
        Html(out)
    }

    /// The token that makes a double press one press.
    #[must_use]
    pub fn token(&self) -> Html {
        Html(format!(
            "<input type=\"hidden\" name=\"once\" value=\"{}\">",
            escape(&self.once)
        ))
    }

    fn open(&self, name: &str, label: &str, hint: &str) -> (String, String) {
        let id = escape(name);
        let wrong = self.error_of(name);
        let mut out = format!(
            "<div class=\"field{}\"><label class=\"lab\" for=\"f-{id}\">{}</label>",
            if wrong.is_some() { " field--bad" } else { "" },
            escape(label)
        );
        let mut by = Vec::new();
        if !hint.is_empty() {
            out.push_str(&format!(
                "<div class=\"hint\" id=\"h-{id}\">{}</div>",
                escape(hint)
            ));
            by.push(format!("h-{id}"));
        }
        if let Some(sentence) = wrong {
            out.push_str(&format!(
                "<p class=\"err\" id=\"e-{id}\"><span class=\"vh\">Error: </span>{}</p>",
                escape(sentence)
            ));
            by.push(format!("e-{id}"));
        }
        let by = if by.is_empty() {
            String::new()
        } else {
            format!(" aria-describedby=\"{}\"", by.join(" "))
        };
        let invalid = if wrong.is_some() {
            " aria-invalid=\"true\""
        } else {
            ""
        };
        (
            out,
            format!("class=\"inp\" id=\"f-{id}\" name=\"{id}\"{by}{invalid}"),
        )
    }

    fn input(&self, kind: &str, name: &str, label: &str, hint: &str, more: &str) -> Html {
        let (mut out, attributes) = self.open(name, label, hint);
        let value = if kind == "password" {
            ""
        } else {
            self.raw(name)
        };
        out.push_str(&format!(
            "<input {attributes} type=\"{kind}\" value=\"{}\"{more}></div>",
            escape(value)
        ));
        Html(out)
    }

    /// One line.
    #[must_use]
    pub fn line(&self, name: &str, label: &str, hint: &str) -> Html {
        self.input("text", name, label, hint, "")
    }

    /// A short line: a number.
    #[must_use]
    pub fn number(&self, name: &str, label: &str, hint: &str) -> Html {
        self.input(
            "text",
            name,
            label,
            hint,
            " inputmode=\"decimal\" size=\"8\"",
        )
    }

    /// An e-mail address.
    #[must_use]
    pub fn email(&self, name: &str, label: &str, hint: &str) -> Html {
        self.input(
            "email",
            name,
            label,
            hint,
            " autocomplete=\"email\" spellcheck=\"false\"",
        )
    }

    /// Something about whoever fills in the form, which their browser may know: `which` is a word of the HTML standard
    /// (`name`, `tel`).
    #[must_use]
    pub fn own(&self, name: &str, label: &str, hint: &str, which: &str) -> Html {
        let kind = if which == "tel" { "tel" } else { "text" };
        self.input(
            kind,
            name,
            label,
            hint,
            &format!(" autocomplete=\"{}\"", escape(which)),
        )
    }

    /// A postcode.
    #[must_use]
    pub fn postcode(&self, name: &str, label: &str, hint: &str) -> Html {
        self.input(
            "text",
            name,
            label,
            hint,
            " autocomplete=\"postal-code\" size=\"10\"",
        )
    }

    /// A password; `which` is `current-password` or `new-password`.
    #[must_use]
    pub fn password(&self, name: &str, label: &str, hint: &str, which: &str) -> Html {
        self.input(
            "password",
            name,
            label,
            hint,
            &format!(" autocomplete=\"{}\"", escape(which)),
        )
    }

    /// Files, several at once; `kinds` is what the browser offers first. The form is sent in parts.
    #[must_use]
    pub fn files(&self, name: &str, label: &str, hint: &str, kinds: &str) -> Html {
        self.chosen(name, label, hint, kinds, " multiple")
    }

    /// One file. The form is sent in parts, and read as an [`Upload`](super::Upload).
    #[must_use]
    pub fn file(&self, name: &str, label: &str, hint: &str, kinds: &str) -> Html {
        self.chosen(name, label, hint, kinds, "")
    }

    fn chosen(&self, name: &str, label: &str, hint: &str, kinds: &str, many: &str) -> Html {
        let (mut out, attributes) = self.open(name, label, hint);
        // Each file has a sentence of its own; the first stands above.
        for other in self
            .order
            .iter()
            .filter(|it| it.starts_with(&format!("{name}-")))
        {
            out.push_str(&format!(
                "<p class=\"err\" id=\"f-{}\"><span class=\"vh\">Error: </span>{}</p>",
                escape(other),
                escape(self.error_of(other).unwrap_or_default())
            ));
        }
        out.push_str(&format!(
            "<input {attributes} type=\"file\" accept=\"{}\"{many}></div>",
            escape(kinds)
        ));
        Html(out)
    }

    /// A day, by the browser's own field.
    #[must_use]
    pub fn date(&self, name: &str, label: &str, hint: &str) -> Html {
        self.input("date", name, label, hint, "")
    }

    /// A time, by the browser's own field.
    #[must_use]
    pub fn clock(&self, name: &str, label: &str, hint: &str) -> Html {
        self.input("time", name, label, hint, "")
    }

    /// Several lines.
    #[must_use]
    pub fn area(&self, name: &str, label: &str, hint: &str, rows: u32) -> Html {
        let (mut out, attributes) = self.open(name, label, hint);
        out.push_str(&format!(
            "<textarea {attributes} rows=\"{rows}\">{}</textarea></div>",
            escape(self.raw(name))
        ));
        Html(out)
    }

    /// What was typed into a form that is no longer offered, because somebody
    /// else was quicker: nothing typed is lost. Nothing where nothing was typed.
    #[must_use]
    pub fn not_sent(&self, name: &str) -> Html {
        if self.raw(name).trim().is_empty() {
            return Html(String::new());
        }
        let id = escape(name);
        Html(format!(
            "<section class=\"card card--paper\"><label class=\"lab\" for=\"f-{id}\">What you wrote (not sent)</label><div class=\"hint\" id=\"h-{id}\">The form for it is gone, because this stands differently now. Copy what you still need.</div><textarea class=\"inp\" id=\"f-{id}\" aria-describedby=\"h-{id}\" rows=\"5\" readonly>{}</textarea></section>",
            escape(self.raw(name))
        ))
    }

    /// A list to choose one from: pairs of word and label.
    #[must_use]
    pub fn select(
        &self,
        name: &str,
        label: &str,
        hint: &str,
        options: &[(String, String)],
    ) -> Html {
        let (mut out, attributes) = self.open(name, label, hint);
        out.push_str(&format!("<select {attributes}>"));
        let chosen = self.raw(name);
        for (word, label) in options {
            out.push_str(&format!(
                "<option value=\"{}\"{}>{}</option>",
                escape(word),
                if word == chosen { " selected" } else { "" },
                escape(label)
            ));
        }
        out.push_str("</select></div>");
        Html(out)
    }

    /// A few to choose one from, all in sight.
    #[must_use]
    pub fn radios(
        &self,
        name: &str,
        legend: &str,
        hint: &str,
        options: &[(String, String)],
    ) -> Html {
        self.choices("radio", name, legend, hint, options)
    }

    /// A few to choose one from, each with a line that explains it: word, label, explanation.
    #[must_use]
    pub fn explained(
        &self,
        name: &str,
        legend: &str,
        hint: &str,
        options: &[(String, String, String)],
    ) -> Html {
        let pairs: Vec<_> = options
            .iter()
            .map(|(word, label, _)| (word.clone(), label.clone()))
            .collect();
        let lines: Vec<_> = options.iter().map(|it| it.2.as_str()).collect();
        self.choices_with("radio", name, legend, hint, &pairs, &lines)
    }

    /// Several to tick, all in sight.
    #[must_use]
    pub fn ticks(
        &self,
        name: &str,
        legend: &str,
        hint: &str,
        options: &[(String, String)],
    ) -> Html {
        self.choices("checkbox", name, legend, hint, options)
    }

    fn choices(
        &self,
        kind: &str,
        name: &str,
        legend: &str,
        hint: &str,
        options: &[(String, String)],
    ) -> Html {
        self.choices_with(kind, name, legend, hint, options, &[])
    }

    fn choices_with(
        &self,
        kind: &str,
        name: &str,
        legend: &str,
        hint: &str,
        options: &[(String, String)],
        lines: &[&str],
    ) -> Html {
        let id = escape(name);
        let wrong = self.error_of(name);
        let mut by = Vec::new();
        if !hint.is_empty() {
            by.push(format!("h-{id}"));
        }
        if wrong.is_some() {
            by.push(format!("e-{id}"));
        }
        let by = if by.is_empty() {
            String::new()
        } else {
            format!(" aria-describedby=\"{}\"", by.join(" "))
        };
        let mut out = format!(
            "<fieldset class=\"field{}\"{by}><legend class=\"lab\">{}</legend>",
            if wrong.is_some() { " field--bad" } else { "" },
            escape(legend)
        );
        if !hint.is_empty() {
            out.push_str(&format!(
                "<div class=\"hint\" id=\"h-{id}\">{}</div>",
                escape(hint)
            ));
        }
        if let Some(sentence) = wrong {
            out.push_str(&format!(
                "<p class=\"err\" id=\"e-{id}\"><span class=\"vh\">Error: </span>{}</p>",
                escape(sentence)
            ));
        }
        out.push_str("<div class=\"opts\">");
        for (at, (word, label)) in options.iter().enumerate() {
            // The first carries the id that the summary leads to.
            let this = if at == 0 {
                format!("f-{id}")
            } else {
                format!("f-{id}-{at}")
            };
            let chosen = self.each(name).any(|value| value == word);
            let line = lines.get(at).filter(|line| !line.is_empty());
            let (tied, line) = line.map_or((String::new(), String::new()), |line| {
                (
                    format!(" aria-describedby=\"{this}-l\""),
                    format!("<div class=\"hint\" id=\"{this}-l\">{}</div>", escape(line)),
                )
            });
            out.push_str(&format!(
                "<div class=\"opt\"><input type=\"{kind}\" id=\"{this}\" name=\"{id}\" value=\"{}\"{}{tied}><label for=\"{this}\">{}</label>{line}</div>",
                escape(word),
                if chosen { " checked" } else { "" },
                escape(label)
            ));
        }
        out.push_str("</div></fieldset>");
        Html(out)
    }
}

/// Word and label of every member of a choice, for [`Fields::select`] and its
/// kin.
#[macro_export]
macro_rules! options {
    ($choice:ty) => {
        <$choice>::ALL
            .iter()
            .map(|it| (it.word().to_owned(), it.label().to_owned()))
            .collect::<Vec<_>>()
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_escaped_and_its_message_stands_twice() {
        let mut form = Fields::fresh().with("title", "<script>\"x\"");
        form.error("title", "Write a title");
        let field = form.line("title", "Title", "").to_string();
        assert!(
            field.contains("value=\"&lt;script&gt;&quot;x&quot;\""),
            "{field}"
        );
        assert!(field.contains("Write a title") && field.contains("aria-invalid"));
        assert!(form.summary().to_string().contains("href=\"#f-title\""));
    }
}
