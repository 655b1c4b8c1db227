
BpJf.f.f2