"""Development only, never shipped: the template and the handlers of this repository on moto, in one process."""
