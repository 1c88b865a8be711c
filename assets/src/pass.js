// Makes pages smoother; every page works without it. One module per habit,
// each keyed by a data attribute that the components of internal/ui write.
import { apiConsole } from './js/apiconsole.js'
import { autosave } from './js/autosave.js'
import { combobox } from './js/combobox.js'
import { live } from './js/live.js'
import { menus } from './js/menus.js'
import { once } from './js/once.js'
import { poll } from './js/poll.js'
import { printing } from './js/printing.js'
import { upload } from './js/upload.js'

// The error summary takes the focus when a form comes back.
document.querySelector('[data-focus]')?.focus()

menus()
live()
upload()
combobox()
autosave()
once()
poll()
printing()
apiConsole()
