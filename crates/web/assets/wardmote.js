// Wardmote. AGPL-3.0-or-later. Every page works with this file missing: it only adds comfort.
(function () {
  'use strict';
  var d = document, all = function (s) { return Array.prototype.slice.call(d.querySelectorAll(s)); };

  // After an error, start at the summary.
  var sum = d.querySelector('.errsum');
  if (sum) { sum.tabIndex = -1; sum.focus(); }

  // Things that only make sense with script show themselves. A print button prints.
  all('[data-print],[data-needs-js]').forEach(function (n) { n.hidden = false; });
  d.addEventListener('click', function (e) {
    if (e.target.closest && e.target.closest('[data-print]')) { e.preventDefault(); window.print(); }
  });

  // Printing opens what is folded away, and folds it again.
  var opened = [];
  window.addEventListener('beforeprint', function () {
    opened = all('details:not([open]):not(.menu)');
    opened.forEach(function (n) { n.open = true; });
  });
  window.addEventListener('afterprint', function () {
    opened.forEach(function (n) { n.open = false; });
    opened = [];
  });

  // Escape closes the small-screen menu and goes back to its button.
  d.addEventListener('keydown', function (e) {
    var menu = e.key === 'Escape' && d.querySelector('.menu[open]');
    if (menu) { menu.open = false; menu.querySelector('summary').focus(); }
  });

  // Up and Down in a [data-rank] list: without script the button posts; with it the item moves in place.
  // Hidden inputs travel with their item, so a repeated name keeps the order; [data-place] inputs get the number.
  // data-top: how many go forward. data-said, data-end: what is announced, with {what}, {n} and {of}.
  d.addEventListener('submit', function (e) {
    var b = e.submitter, list = b && b.name === 'move' && b.closest('[data-rank]');
    if (!list) return;
    var item = b.closest('li'), up = /(^|:)up($|:)/.test(b.value);
    var other = up ? item.previousElementSibling : item.nextElementSibling;
    var live = d.querySelector('[data-live]'), head = item.querySelector('h2,h3,h4');
    e.preventDefault();
    // The neighbour moves, not the item, so focus never leaves the button.
    if (other) { if (up) item.after(other); else item.before(other); }
    var lis = Array.prototype.slice.call(list.children), top = +(list.dataset.top || 3);
    lis.forEach(function (li, i) {
      var n = li.querySelector('.rk'), p = li.querySelector('.prop') || li;
      if (n) n.textContent = i + 1;
      p.classList.toggle('prop--in', i < top);
      li.querySelectorAll('[data-place]').forEach(function (x) { x.value = i + 1; });
    });
    b.scrollIntoView({ block: 'nearest' });
    if (!live) return;
    var say = other ? list.dataset.said || '{what} is now number {n} of {of}'
      : list.dataset.end || '{what} stays at number {n} of {of}';
    var words = { what: head ? head.textContent.trim() : '', n: lis.indexOf(item) + 1, of: lis.length };
    live.textContent = say.replace(/\{(what|n|of)\}/g, function (m, k) { return words[k]; });
  });

  // Leave this page: the link works by itself; this also replaces the entry and hears Shift three times.
  var exit = d.querySelector('[data-exit]'), taps = 0, timer;
  if (exit) {
    var go = function (e) { if (e) e.preventDefault(); d.body.hidden = true; location.replace(exit.href); };
    exit.addEventListener('click', go);
    d.addEventListener('keyup', function (e) {
      clearTimeout(timer);
      taps = e.key === 'Shift' ? taps + 1 : 0;
      timer = setTimeout(function () { taps = 0; }, 5000);
      if (taps === 3) go();
    });
  }
})();
